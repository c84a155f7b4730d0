import { parseArgs } from 'node:util';
import type { Money } from '#core/money.ts';
import { parseMoney } from '#core/money.ts';
import { nearestName } from '#core/nearest-name.ts';
import type { Command, Option } from './command.ts';
import { UsageError } from './usage-error.ts';

/** Options of every command. */
export const commonOptions: Readonly<Record<string, Option>> = {
  config: { value: 'FILE', says: 'Read settings from this JSON file.' },
  data: { value: 'DIR', says: 'Data folder of the embedded database.' },
  json: { says: 'Answer in JSON, for programs.' },
  help: { says: 'Say how the command is written.' },
};

/** What was written behind a command, by name. Every reading that fails is a UsageError with the offending value. */
export class Arguments {
  readonly #operands: ReadonlyMap<string, readonly string[]>;
  readonly #options: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

  /** @throws UsageError when operands are missing or too many, or an option is unknown or lacks its value */
  constructor(command: Pick<Command, 'operands' | 'options'>, argv: readonly string[]) {
    const known = { ...commonOptions, ...command.options };
    const { values, positionals } = parse(known, argv);
    this.#options = values;
    this.#operands = values.help === true ? new Map() : share(command.operands, positionals);
  }

  flag(name: string): boolean {
    return this.#options[name] === true;
  }

  option(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === 'string' ? value : undefined;
  }

  need(name: string): string {
    const value = this.option(name);
    if (value === undefined) throw new UsageError(`--${name} is missing.`);
    return value;
  }

  many(name: string): readonly string[] {
    return (this.#options[name] ?? []) as readonly string[];
  }

  operand(name: string): string {
    return this.operands(name)[0] as string;
  }

  optionalOperand(name: string): string | undefined {
    return this.operands(name)[0];
  }

  operands(name: string): readonly string[] {
    return this.#operands.get(name) ?? [];
  }

  integer(name: string, least: number, most: number): number | undefined {
    const text = this.option(name);
    return text === undefined ? undefined : readInteger(`--${name}`, text, least, most);
  }

  money(name: string): Money | undefined {
    const text = this.option(name);
    return text === undefined ? undefined : readMoney(text);
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.option(name);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice === text);
    if (found === undefined)
      throw new UsageError(`--${name} must be one of ${choices.join(', ')}, not "${text}".`);
    return found;
  }
}

/** @throws UsageError */
export function readInteger(what: string, text: string, least: number, most: number): number {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${what} must be a whole number from ${least} to ${most}, not "${text}".`);
}

/** @throws UsageError */
export function readMoney(text: string): Money {
  try {
    return parseMoney(text);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The id of something that is listed. @throws UsageError */
export function readRowId(text: string): number {
  return readInteger('The id', text, 1, 2_147_483_647);
}

function parse(known: Readonly<Record<string, Option>>, argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, option]) => [
      name,
      {
        type: option.value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: option.many ?? false,
        ...(option.short === undefined ? {} : { short: option.short }),
      },
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(error as NodeJS.ErrnoException, Object.keys(known)), { cause: error });
  }
}

function explain({ code, message }: NodeJS.ErrnoException, known: readonly string[]): string {
  const name = /'-{1,2}([^' ]+)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    if (/^\d/.test(name)) return `Write "--" before a negative amount: -- -${name}`;
    const near = nearestName(name, known);
    return `There is no option --${name} here.${near === null ? '' : ` Did you mean --${near}?`}`;
  }
  return message.endsWith('.') ? message : `${message}.`;
}

/** Gives positional words to operands: `name` takes one, `[name]` takes one or none, `name...` takes the rest, at least one. */
function share(wanted: readonly string[], words: readonly string[]): Map<string, readonly string[]> {
  const operands = new Map<string, readonly string[]>();
  let next = 0;
  for (const shape of wanted) {
    const name = shape.replace(/[[\].]/g, '');
    const end = shape.includes('...') ? words.length : next + 1;
    const taken = words.slice(next, end);
    if (taken.length === 0 && !shape.startsWith('['))
      throw new UsageError(`The ${name.toUpperCase()} is missing.`);
    operands.set(name, taken);
    next = Math.max(next, Math.min(end, words.length));
  }
  if (next < words.length) throw new UsageError(`"${words.slice(next).join(' ')}" is too much.`);
  return operands;
}
