import { ChurningMap } from '#core/churning-map.ts';
import type { KnownMessage } from './message.ts';

export type SentPart = {
  readonly message: KnownMessage;
  readonly part: number;
  /** When this node heard the operator's id, in milliseconds since the epoch; absent where the part was found in its row. */
  readonly sentAt?: number;
  /** The key it is filed under here; absent where the part was found in its row. */
  readonly idKey?: string;
};

/**
 * Finds a message by the operator's id of one of its parts, for what this node sent lately.
 * Bounded: the oldest go first, and their receipts take the way by the table of operator ids.
 */
export class SentIndex {
  readonly #byKey = new ChurningMap<string, SentPart>();
  readonly #limit: number;
  readonly #isPending: (messageId: string) => boolean;
  readonly #onAdd: (connectorId: number, idKey: string, sent: SentPart) => void;

  /**
   * @param isPending whether a message's operator ids are still to be written, so that only memory knows them
   * @param onAdd hears of every id, as a receipt may have come before it
   */
  constructor(
    limit: number,
    isPending: (messageId: string) => boolean,
    onAdd: (connectorId: number, idKey: string, sent: SentPart) => void,
  ) {
    this.#limit = limit;
    this.#isPending = isPending;
    this.#onAdd = onAdd;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** @param idKey the operator id in the form of `operatorIdKey` */
  add(connectorId: number, idKey: string, sent: SentPart): void {
    const key = `${connectorId}/${idKey}`;
    // An operator that uses an id again: its age counts from now.
    this.#byKey.delete(key);
    this.#byKey.set(key, sent);
    while (this.#byKey.size > this.#limit) {
      const [oldestKey, oldest] = this.#byKey.entries().next().value as [string, SentPart];
      if (this.#isPending(oldest.message.id)) break;
      this.#byKey.delete(oldestKey);
    }
    this.#onAdd(connectorId, idKey, sent);
  }

  find(connectorId: number, idKey: string): SentPart | undefined {
    return this.#byKey.get(`${connectorId}/${idKey}`);
  }

  remove(connectorId: number, idKey: string): void {
    this.#byKey.delete(`${connectorId}/${idKey}`);
  }
}
