import type { UssdEvent, UssdReply } from '#core/ussd.ts';
import { looksDialled, sameCode } from '#routing/ussd-route.ts';
import type { SessionRow } from '#store/ussd-sessions.ts';
import type { SessionMemory } from './memory.ts';

/** What a session's row says at the time of a hop. */
export type KnownSession = {
  readonly row: SessionRow;
  /** Whether this node may go on with it. */
  readonly live: boolean;
  /** Null where the first hop was never answered, or its memory is gone. */
  readonly memory: SessionMemory | null;
  /** Milliseconds since its last hop came. */
  readonly quietMs: number;
  /** Whether the node that answered it is gone, and perhaps its answer with it. */
  readonly answerLost: boolean;
};

/** What an event means, in the light of what is known of its session. */
export type Meaning =
  /** The operator asks once more what was answered already. */
  | { readonly kind: 'repetition'; readonly reply: UssdReply }
  /** A new session; one of the same name that is live ends. `entries` follow the code, as if they were typed one by one. */
  | {
      readonly kind: 'begin';
      readonly dialled: string;
      readonly entries: readonly string[];
      readonly operatorText: string | null;
    }
  | {
      readonly kind: 'entry';
      readonly row: SessionRow;
      readonly memory: SessionMemory;
      readonly text: string;
      readonly operatorText: string | null;
    }
  /** An answer to a session that is over. */
  | { readonly kind: 'expired' };

/** So long the same words count as the same hop, where the dialect does not number its hops. */
const REPEATED_WITHIN_MS = 1000;
/** And so long where the answer may have been lost: operators ask again until somebody answers. */
const LOST_REPEATED_WITHIN_MS = 30_000;

type Said = Exclude<UssdEvent, { kind: 'end' }>;

/** Reads what an operator says of a session, whatever it tells and leaves out (session model: begin, continue, repetition, expiry). */
export function meaningOf(event: Said, known: KnownSession | null): Meaning {
  if (known?.memory && isNumberedRepetition(event, known)) return repetition(known.memory);
  switch (event.kind) {
    case 'begin':
      return beginOr(known, event.dialled);
    case 'continue':
      return entryOr(known, event, () =>
        looksDialled(event.text) && event.msisdn !== '' ? begin(event.text.trim()) : { kind: 'expired' },
      );
    case 'either':
      if (known !== null && isSameBegin(known, event.dialled)) return repetition(known.memory);
      return entryOr(known, event, () => (event.dialled === '' ? { kind: 'expired' } : begin(event.dialled)));
    case 'accumulated':
      return accumulated(known, event.serviceCode, event.text);
  }
}

/**
 * A hop with the number of the last one, or with an earlier one, was answered before. A code that is dialled under a name of a
 * session that is used again has the number of an earlier one as well: it must be the very beginning, and a moment ago.
 */
function isNumberedRepetition(event: Said, known: KnownSession): boolean {
  const { memory } = known;
  if (memory === null || event.step === null || memory.step === null) return false;
  if (event.kind === 'begin') {
    return event.step === memory.step && isSameBegin(known, event.dialled);
  }
  // Who calls through the API numbers as he likes.
  const isEarlier = event.reach === undefined && Number(event.step) < Number(memory.step);
  return event.step === memory.step || isEarlier;
}

function beginOr(known: KnownSession | null, dialled: string): Meaning {
  return known !== null && isSameBegin(known, dialled) ? repetition(known.memory) : begin(dialled);
}

function isSameBegin(
  known: KnownSession,
  dialled: string,
): known is KnownSession & { memory: SessionMemory } {
  const { memory } = known;
  return memory?.lastEntry === null && sameCode(memory.dialled, dialled) && isRecent(known);
}

function isRecent({ quietMs, answerLost }: KnownSession): boolean {
  // Clocks of nodes differ, and are set back.
  return Math.abs(quietMs) < (answerLost ? LOST_REPEATED_WITHIN_MS : REPEATED_WITHIN_MS);
}

function entryOr(
  known: KnownSession | null,
  { step, text }: { readonly step: string | null; readonly text: string },
  otherwise: () => Meaning,
): Meaning {
  const isNumbered = step !== null && known?.memory?.step != null;
  const isSame = known?.memory?.lastEntry === text && isRecent(known);
  if (known?.memory && isSame && !isNumbered) return repetition(known.memory);
  return known?.live && known.memory ? entry(known.row, known.memory, text, null) : otherwise();
}

/** The entry is what stands behind the text of the hop before; subscribers may type `*` themselves. */
function accumulated(known: KnownSession | null, serviceCode: string, text: string): Meaning {
  if (known === null) return beginAccumulated(serviceCode, text, []);
  const { memory } = known;
  const before = memory?.operatorText ?? null;
  if (memory === null || before === null) return afterForgetting(known, serviceCode, text);
  // With nothing typed yet it may as well be a new call, where the operator uses its names of sessions again.
  if (text === '') return isRecent(known) ? repetition(memory) : beginAccumulated(serviceCode, text, []);
  if (text === before || before.startsWith(`${text}*`)) return repetition(memory);
  if (!known.live) return { kind: 'expired' };
  const stem = before === '' ? '' : `${before}*`;
  return text.startsWith(stem)
    ? entry(known.row, memory, text.slice(stem.length), text)
    : beginAccumulated(serviceCode, text, text.split('*'));
}

/** Of a session that is over nothing is begun by an answer; one whose first screen was never written begins with all of it. */
function afterForgetting({ live }: KnownSession, serviceCode: string, text: string): Meaning {
  if (text === '') return beginAccumulated(serviceCode, text, []);
  return live ? beginAccumulated(serviceCode, text, text.split('*')) : { kind: 'expired' };
}

/** Where the operator tells another story than we know, all of it is played to the application from the start. */
function beginAccumulated(serviceCode: string, text: string, entries: readonly string[]): Meaning {
  const told = entries.length > 0 || text === '' ? serviceCode : `${serviceCode.replace(/#$/, '')}*${text}#`;
  return { kind: 'begin', dialled: told, entries, operatorText: text };
}

function begin(dialled: string): Meaning {
  return { kind: 'begin', dialled, entries: [], operatorText: null };
}

function entry(row: SessionRow, memory: SessionMemory, text: string, operatorText: string | null): Meaning {
  return { kind: 'entry', row, memory, text, operatorText };
}

function repetition({ reply }: SessionMemory): Meaning {
  return { kind: 'repetition', reply };
}
