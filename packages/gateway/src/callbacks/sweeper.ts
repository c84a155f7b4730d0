import type { Clock } from '#core/clock.ts';
import type { Log } from '#core/log.ts';
import {
  buryCallbacks,
  findWaitingGroups,
  ownedCallbackIds,
  returnCallbacks,
  type TakenCallback,
  takeCallbacks,
  type WaitingGroup,
} from '#store/callback-delivery.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import { MAX_AGE_MS } from './retry-schedule.ts';

const SWEEP_MS = 1000;
/** Rows of one group taken at a time. */
const GROUP_QUOTA = 500;
const RECONCILE_MS = 30_000;
const BURY_MS = 3_600_000;

type SweeperDeps = {
  readonly connection: HotConnection;
  readonly clock: Clock;
  readonly log: Log;
  readonly nodeId: () => number;
  /** Callbacks memory has room for. */
  readonly room: () => number;
  /** How many of a group may be taken now; null while its destination rests. */
  readonly appetite: (group: WaitingGroup) => number | null;
  readonly admit: (taken: readonly TakenCallback[], node: number) => void;
  readonly isHeld: (subjectId: string) => boolean;
};

/**
 * Brings callbacks from their rows into memory when they are due: retries, what did not fit, what a dead node left. Each
 * account's receipts and MO get an equal share of the room, so that one customer's backlog delays nobody else's.
 */
export class Sweeper {
  readonly #deps: SweeperDeps;
  #interval: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> | null = null;
  #moreWaits = false;
  #unknown = new Set<string>();
  #reconciledAt = 0;
  #buriedAt = 0;

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#reconciledAt = this.#deps.clock.monotonic();
    this.#buriedAt = this.#reconciledAt;
    this.#interval = setInterval(() => this.#run(), SWEEP_MS);
    this.#run();
  }

  /** Settles when no statement of the sweeper is under way. */
  async stop(): Promise<void> {
    if (this.#interval) clearInterval(this.#interval);
    this.#interval = null;
    await this.#sweeping;
  }

  /** Memory has room again: looks at once whether more is due, unless the last look found nothing. */
  onRoom(): void {
    if (this.#moreWaits) this.#run();
  }

  #run(): void {
    if (this.#sweeping || this.#interval === null) return;
    this.#sweeping = this.#sweep()
      .catch((error: unknown) => this.#deps.log.warn({ err: error }, 'the sweep of waiting callbacks failed'))
      .finally(() => {
        this.#sweeping = null;
      });
  }

  async #sweep(): Promise<void> {
    await this.#takeDue();
    const now = this.#deps.clock.monotonic();
    if (now - this.#reconciledAt >= RECONCILE_MS) {
      this.#reconciledAt = now;
      await this.#reconcile();
    }
    if (now - this.#buriedAt >= BURY_MS) {
      this.#buriedAt = now;
      const buried = await buryCallbacks(this.#deps.connection, MAX_AGE_MS);
      if (buried > 0)
        this.#deps.log.warn({ buried }, 'callbacks were given up after being owed for too long');
    }
  }

  async #takeDue(): Promise<void> {
    const { connection, room, appetite, nodeId, admit } = this.#deps;
    if (room() <= 0) return;
    const groups = await findWaitingGroups(connection);
    const share = Math.max(1, Math.floor(room() / Math.max(1, groups.length)));
    const awake = groups.flatMap((group) => {
      const most = appetite(group);
      return most === null ? [] : [{ ...group, quota: Math.min(GROUP_QUOTA, share, most) }];
    });
    this.#moreWaits = awake.length > 0;
    const wanted = awake.filter((group) => group.quota > 0).slice(0, Math.max(0, room()));
    if (wanted.length === 0) return;
    const node = nodeId();
    admit(await takeCallbacks(connection, node, wanted), node);
  }

  /** Gives back rows that this node owns and does not know, as when an answer of the database was lost. Twice unknown, because news of the newest may be on its way. */
  async #reconcile(): Promise<void> {
    const { connection, nodeId, isHeld } = this.#deps;
    const node = nodeId();
    const unknown = (await ownedCallbackIds(connection, node)).filter((id) => !isHeld(id));
    const lost = unknown.filter((id) => this.#unknown.has(id));
    this.#unknown = new Set(unknown);
    if (lost.length === 0) return;
    await returnCallbacks(
      connection,
      node,
      lost.map((subjectId) => ({ subjectId, waitMs: 0 })),
    );
    this.#deps.log.warn({ lost: lost.length }, 'callbacks this node owned but did not know were given back');
  }
}
