import type { Complaint, Option, Reading } from '../channels/prompt.ts';
import type { Test } from '../conditions/condition.ts';
import type { Field } from '../conditions/field.ts';
import type { Scope } from '../conditions/scope.ts';
import type { Template } from '../conditions/template.ts';
import type { BlockKind, BlockOf } from '../document/blocks.ts';
import type { Computed, Condition, Value } from '../document/condition.ts';
import type { HttpCall } from '../engine/effect.ts';
import type { Run } from '../engine/run.ts';
import type { Channel, Outcome } from '../engine/state.ts';

/** Where a block stands in its flow, and what makes its parts ready. All throw BadExpression. */
export type Site = {
  readonly id: string;
  /** What its answer is called. */
  readonly name: string;
  /** Of its flow. */
  readonly languages: readonly string[];
  readonly text: (key: string) => Text;
  readonly test: (condition: Condition) => Test;
  readonly compute: (computed: Computed) => (scope: Scope) => Value;
  /** For people. */
  readonly template: (source: string) => Template;
  /** For machines: answers by their values. */
  readonly machineTemplate: (source: string) => Template;
  readonly field: (path: string) => Field;
};

/** A text in the language and for the channel of a run, or for another channel. */
export type Text = (scope: Scope, channel?: Channel) => string;

/** A block made ready to run. */
export type Ready = Action | Question;

/** Does something and is left at once. */
export type Action = { readonly type: 'action'; readonly enter: (run: Run) => Turn };

export type Turn =
  /** By the first of these exits that leads anywhere. */
  | { readonly go: 'exit'; readonly exits: readonly string[] }
  | { readonly go: 'into'; readonly flow: string }
  /** When the service has answered. */
  | { readonly go: 'ask'; readonly call: HttpCall }
  | { readonly go: 'end'; readonly outcome: Outcome | null };

/** Waits for what a person enters. */
export type Question = {
  readonly type: 'question';
  /** Whether it is answered by one of its options only. */
  readonly offers: boolean;
  readonly prompt: (run: Run) => { readonly text: string; readonly options: readonly Option[] };
  readonly read: (given: Given, run: Run) => Read;
  /** What follows from an answer beside keeping it. */
  readonly take?: (read: Taken, run: Run) => void;
};

/** An entry as its channel understood it. */
export type Given = Extract<Reading, { readonly kind: 'option' | 'several' | 'open' }>;

/** A fitting entry, or what is wrong with it. */
export type Read = Taken | { readonly complaint: Complaint };
export type Taken = {
  readonly value: Value;
  readonly label: string;
  /** The first that leads anywhere is taken. */
  readonly exits: readonly string[];
};

/** Makes blocks of a kind ready. */
export type MakeReady<Kind extends BlockKind> = (block: BlockOf<Kind>, site: Site) => Ready;

export const next: Turn = { go: 'exit', exits: ['next'] };

/** An entry that fits nothing. */
export function complain(key = 'invalid', bounds: Readonly<Record<string, string>> = {}): Read {
  return { complaint: { key, bounds } };
}
