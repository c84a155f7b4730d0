import type { Value } from '../document/condition.ts';
import type { Answer, Channel, Facts } from '../engine/state.ts';
import type { Work } from './work.ts';

/** What conditions may ask about and texts may show: where a run stands, at one moment. */
export type Scope = {
  readonly channel: Channel;
  readonly language: string;
  readonly answers: Readonly<Record<string, Answer>>;
  readonly vars: Readonly<Record<string, Value>>;
  /** Fields this run has set; the others are in `facts.contact`. */
  readonly contact: Readonly<Record<string, Value>>;
  readonly facts: Facts;
  /** The flow a run began with. */
  readonly flowId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What may still be worked out in this step. */
  readonly work: Work;
};

/** A field of a contact: as the run has set it, else as it was when the run began. */
export function contactField({ contact, facts }: Scope, name: string): Value | undefined {
  return own(contact, name) ?? own(facts.contact, name);
}

/** A property of an object itself: names come from authors, and `constructor` is a name like any other. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
