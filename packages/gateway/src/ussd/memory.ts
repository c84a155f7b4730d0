import type { Sealer } from '#core/sealing.ts';
import type { UssdReply } from '#core/ussd.ts';

/** What a session has to remember from one hop to the next, whichever node takes it. */
export type SessionMemory = {
  /** What was dialled, and the code the application is told: in full, while the row keeps what may be kept. */
  readonly dialled: string;
  readonly serviceCode: string;
  /** What the subscriber has entered for the application, in order. */
  readonly inputs: readonly string[];
  /** What the last hop was, to know its repetition; null where the dialect gives nothing to know it by. */
  readonly step: string | null;
  /** All that was typed, as dialects have it that send everything each time. */
  readonly operatorText: string | null;
  /** The last entry, or null when the session began with the last hop. */
  readonly lastEntry: string | null;
  readonly reply: UssdReply;
  /** Pages of the last text that were not shown yet, and what comes with the last of them. */
  readonly pages: readonly string[];
  readonly lastAction: UssdReply['action'];
  /** The application's own, where the gateway keeps it. */
  readonly app: unknown;
};

/** Seals a memory for its row. */
export function sealMemory(sealer: Sealer, sessionId: string, memory: SessionMemory): Buffer {
  return sealer.seal(JSON.stringify(memory), rowName(sessionId));
}

/** @returns null when there is none, or when it was sealed by another key */
export function openMemory(sealer: Sealer, sessionId: string, sealed: Buffer | null): SessionMemory | null {
  const plain = sealed === null ? null : sealer.open(sealed, rowName(sessionId));
  return plain === null ? null : (JSON.parse(plain) as SessionMemory);
}

function rowName(sessionId: string): string {
  return `ussd_sessions|memory|${sessionId}`;
}
