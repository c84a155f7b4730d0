import type { Ready } from '../blocks/ready.ts';
import type { Keys } from '../channels/control-keys.ts';
import type { Words } from '../channels/words.ts';
import type { Block } from '../document/blocks.ts';
import type { Flow } from '../document/flow.ts';
import type { Channel } from './state.ts';

/** A flow and those it calls, with expressions compiled and blocks found at once. Made once a version, shared by all runs. */
export type PreparedFlow = {
  readonly flow: Flow;
  /** By id of a flow: this one and all it can call. */
  readonly documents: ReadonlyMap<string, PreparedDocument>;
  readonly settings: RunSettings;
  /** By language of the flow. */
  readonly words: ReadonlyMap<string, Readonly<Record<Channel, Words>>>;
};

export type RunSettings = {
  readonly sensitive: boolean;
  readonly tries: number;
  readonly keys: Keys;
  readonly menu: string | null;
  readonly onExpire: string | null;
};

export type PreparedDocument = {
  readonly flow: Flow;
  readonly sensitive: boolean;
  readonly blocks: ReadonlyMap<string, PreparedBlock>;
};

export type PreparedBlock = {
  readonly id: string;
  readonly block: Block;
  /** What its answer is called. */
  readonly name: string;
  readonly ready: Ready;
};

/** What the answer of a question is called where its block does not say. */
export function answerName(id: string, block: Block): string {
  return ('answer' in block ? block.answer : undefined) ?? id.replaceAll('-', '_');
}
