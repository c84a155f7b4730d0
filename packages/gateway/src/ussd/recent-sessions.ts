import { ChurningMap } from '#core/churning-map.ts';
import type { SessionKey, SessionRow } from '#store/ussd-sessions.ts';
import type { SessionMemory } from './memory.ts';

export type RecentSession = { readonly row: SessionRow; readonly memory: SessionMemory };

type Kept = RecentSession & { readonly solitude: number };

const KEPT = 10_000;
/** A memory that takes more, sealed, is read from its row: scripts may leave 32 KiB. */
const LARGEST = 4096;

/**
 * Live sessions as this node has just written them. They need not be read again as long as no other node can have gone on
 * with them; the writing makes sure of it once more.
 */
export class RecentSessions {
  readonly #solitude: () => number | null;
  readonly #byKey = new ChurningMap<string, Kept>();

  /** @param solitude a number while no other node acts, another one after each time that one did */
  constructor(solitude: () => number | null) {
    this.#solitude = solitude;
  }

  find({ connectorId, operatorSession }: SessionKey, now: number): RecentSession | null {
    const kept = this.#byKey.get(keyOf(connectorId, operatorSession));
    return kept !== undefined && kept.solitude === this.#solitude() && now < kept.row.expiresAt ? kept : null;
  }

  /** @param bytes of the memory, sealed */
  remember(row: SessionRow, memory: SessionMemory, bytes: number): void {
    const key = keyOf(row.connectorId, row.operatorSession);
    const solitude = this.#solitude();
    this.#byKey.delete(key);
    if (solitude === null || bytes > LARGEST) return;
    this.#byKey.set(key, { row, memory, solitude });
    if (this.#byKey.size <= KEPT) return;
    const oldest = this.#byKey.keys().next().value;
    this.#byKey.delete(oldest as string);
  }

  forgetExpired(now: number): void {
    for (const [key, { row }] of this.#byKey.entries()) if (row.expiresAt <= now) this.#byKey.delete(key);
  }

  forget({ connectorId, operatorSession }: SessionKey): void {
    this.#byKey.delete(keyOf(connectorId, operatorSession));
  }
}

function keyOf(connectorId: number, operatorSession: string): string {
  return `${connectorId} ${operatorSession}`;
}
