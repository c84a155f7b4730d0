import type pg from 'pg';
import type { Config } from '#core/config.ts';
import type { Answer } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { Terminal } from './terminal.ts';

export type Option = {
  /** Name of its value in the help; a switch has none. */
  readonly value?: string;
  /** One letter that says the same. */
  readonly short?: string;
  /** It may be given several times. */
  readonly many?: boolean;
  readonly says: string;
};

export type CommandContext = {
  readonly config: Config;
  readonly configFile: string | null;
  readonly terminal: Terminal;
};

type DatabaseContext = CommandContext & { readonly pool: pg.Pool };

type CommandWords = {
  /** As it is typed: `account create`. */
  readonly words: string;
  /** What it does, in one sentence. */
  readonly says: string;
  /** `name`, `[name]` for one that may be left out, `name...` for one or more. */
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** More to know, after the options. */
  readonly notes?: readonly string[];
  /** Settings that options give, by their place in the configuration. */
  readonly overrides?: (args: Arguments) => Record<string, unknown>;
};

/** One verb of the command line. Those with `work` are given the database for as long as they run. */
export type Command = CommandWords &
  (
    | { readonly work: (args: Arguments, context: DatabaseContext) => Promise<Answer> }
    | { readonly run: (args: Arguments, context: CommandContext) => Promise<Answer> }
  );
