import type pg from 'pg';
import { ChurningMap } from '#core/churning-map.ts';
import type { InboundReceipt } from '#core/connector.ts';
import type { Log } from '#core/log.ts';
import type { SentPart } from '#mt/sent-index.ts';
import { GroupCommit } from '#store/group-commit.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import { dropOldOrphans, dueOrphans, type Parked, parkReceipts, unparkReceipt } from '#store/receipts.ts';
import { sameSubscriber } from './match.ts';

export type OrphanDeps = {
  readonly connection: HotConnection;
  readonly pool: pg.Pool;
  readonly log: Log;
};

type Waiting = { readonly id: string; readonly receipt: InboundReceipt; readonly keys: readonly string[] };
type Apply = (receipt: InboundReceipt, sent: SentPart) => Promise<void>;

const SWEEP_MS = 1000;
const SWEEP_LIMIT = 200;
const MAX_REMEMBERED = 20_000;

/**
 * Keeps receipts that came before the answer they belong to. What is parked here is matched as soon as this node hears that
 * answer; a sweep finds what another node heard.
 */
export class OrphanReceipts {
  readonly #deps: OrphanDeps;
  readonly #parkings: GroupCommit<Parked, string>;
  readonly #waiting = new ChurningMap<string, Waiting>();
  #apply: Apply = () => Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #sweeping = false;

  constructor(deps: OrphanDeps) {
    this.#deps = deps;
    this.#parkings = new GroupCommit({
      flush: (parked) => parkReceipts(deps.connection, parked),
      delayMs: 5,
      maxWeight: 500,
    });
  }

  /** @param find looks a parked receipt up again; @param apply writes it once its message is known */
  start(find: (receipt: InboundReceipt) => Promise<SentPart | undefined>, apply: Apply): void {
    this.#apply = apply;
    this.#timer ??= setInterval(() => void this.sweep(find), SWEEP_MS);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Settles when the receipt is on disk. @param findNow looks once more, as the answer may have come meanwhile */
  async park(
    receipt: InboundReceipt,
    keys: readonly string[],
    findNow: () => SentPart | undefined,
  ): Promise<void> {
    const id = await this.#parkings.add({ connectorId: receipt.connectorId, idKeys: keys, receipt });
    const waiting = { id, receipt, keys };
    const sent = findNow();
    if (sent) return this.#settle(waiting, sent);
    for (const key of keys) this.#waiting.set(`${receipt.connectorId}/${key}`, waiting);
    while (this.#waiting.size > MAX_REMEMBERED)
      this.#waiting.delete(this.#waiting.keys().next().value as string);
  }

  /** An answer has been heard: its receipt may be waiting here. */
  readonly onSent = (connectorId: number, idKey: string, sent: SentPart): void => {
    if (this.#waiting.size === 0) return;
    const waiting = this.#waiting.get(`${connectorId}/${idKey}`);
    if (!waiting || !sameSubscriber(waiting.receipt.msisdn, sent.message.msisdn)) return;
    this.#forget(waiting);
    this.#settle(waiting, sent).catch((error: Error) => {
      this.#deps.log.warn({ err: error.message }, 'a parked receipt waits for the next sweep');
    });
  };

  async sweep(find: (receipt: InboundReceipt) => Promise<SentPart | undefined>): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      for (const { id, receipt } of await dueOrphans(this.#deps.pool, SWEEP_LIMIT)) {
        const sent = await find(receipt);
        if (sent) await this.#settle({ id, receipt, keys: [] }, sent);
      }
    } catch (error) {
      this.#deps.log.warn({ err: (error as Error).message }, 'parked receipts could not be tried');
    } finally {
      this.#sweeping = false;
    }
  }

  /** Gives up what matched nothing for three days. */
  dropOld(): Promise<number> {
    return dropOldOrphans(this.#deps.pool);
  }

  async #settle(waiting: Waiting, sent: SentPart): Promise<void> {
    await this.#apply(waiting.receipt, sent);
    await unparkReceipt(this.#deps.pool, waiting.id);
  }

  #forget({ receipt, keys }: Waiting): void {
    for (const key of keys) this.#waiting.delete(`${receipt.connectorId}/${key}`);
  }
}
