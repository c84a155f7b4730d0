import type pg from 'pg';
import type { OptOuts } from '#contacts/opt-outs.ts';
import type { Clock } from '#core/clock.ts';
import type { Config } from '#core/config.ts';
import type { Log } from '#core/log.ts';
import type { ReceiptDeadlines } from '#dlr/deadlines.ts';
import type { OrphanReceipts } from '#dlr/orphans.ts';
import type { MoIntake } from '#mo/receive.ts';
import type { Dispatcher } from '#mt/dispatch.ts';
import type { Failover } from '#mt/failover.ts';
import { forgetLastWords } from '#store/flow-runs.ts';
import { dropOldDays, ensureDayPartitions, takeExpiredWaiting } from '#store/housekeeping.ts';
import { forgetIdempotencyKeys } from '#store/idempotency.ts';
import { dropOldResponses } from '#store/results/drop-old-responses.ts';
import { passSilentMessages } from '#store/silent-messages.ts';
import { dropOldSessions, forgetFinishedSessions } from '#store/ussd-housekeeping.ts';
import type { FlowRooms } from './flow-rooms.ts';
import type { UssdRooms } from './ussd-rooms.ts';

export type HousekeeperDeps = {
  readonly pool: pg.Pool;
  /** For what may take minutes. */
  readonly chorePool: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Config;
  readonly dispatcher: Dispatcher;
  readonly failover: Failover;
  readonly mo: MoIntake;
  readonly orphans: OrphanReceipts;
  readonly deadlines: ReceiptDeadlines;
  readonly optOuts: OptOuts;
  readonly ussd: Pick<UssdRooms, 'expire'>;
  readonly flows: Pick<FlowRooms, 'runs' | 'mail'>;
};

type Chore = { readonly name: string; readonly everyMs: number; readonly run: () => Promise<unknown> };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** What ends is written with the time at which its hop came: it may be on disk a while later. */
const FORGET_AGAIN_MS = 5 * MINUTE;

/** Does what nobody asks for but must be done: sweeps, deadlines, partitions, retention. Each chore at its own pace, never twice at once. */
export class Housekeeper {
  readonly #chores: readonly Chore[];
  readonly #log: Log;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Chore>();
  #forgottenUntil: number | null = null;

  constructor({
    pool,
    chorePool,
    clock,
    log,
    config,
    dispatcher,
    failover,
    mo,
    orphans,
    deadlines,
    optOuts,
    ussd,
    flows,
  }: HousekeeperDeps) {
    this.#log = log;
    this.#chores = [
      { name: 'waiting messages', everyMs: SECOND, run: () => dispatcher.sweep() },
      { name: 'failover', everyMs: SECOND, run: () => failover.look() },
      { name: 'opt-outs', everyMs: SECOND, run: () => optOuts.refresh() },
      { name: 'opt-outs taken back', everyMs: 10 * MINUTE, run: () => optOuts.reload() },
      { name: 'expired messages', everyMs: 5 * SECOND, run: () => takeExpiredWaiting(pool) },
      { name: 'stray messages', everyMs: 15 * SECOND, run: () => dispatcher.returnStrays() },
      { name: 'parts of long MO', everyMs: 30 * SECOND, run: () => mo.sweep() },
      { name: 'receipt deadlines', everyMs: 30 * SECOND, run: () => deadlines.sweep() },
      {
        name: 'silent messages',
        everyMs: 10 * MINUTE,
        run: () => passSilentMessages(chorePool, clock.now()),
      },
      { name: 'USSD sessions without an answer', everyMs: 5 * SECOND, run: () => ussd.expire() },
      { name: 'flows that are due', everyMs: SECOND, run: () => flows.runs.sweep() },
      {
        name: 'last words of finished runs',
        everyMs: MINUTE,
        run: () => forgetLastWords(chorePool, clock.now()),
      },
      { name: 'mails', everyMs: 5 * SECOND, run: () => flows.mail.sweep() },
      {
        name: 'memory of finished USSD sessions',
        everyMs: MINUTE,
        run: () => this.#forgetFinished(chorePool, clock.now()),
      },
      { name: 'old USSD sessions', everyMs: HOUR, run: () => dropOldSessions(chorePool, clock.now()) },
      { name: 'old responses', everyMs: HOUR, run: () => dropOldResponses(chorePool, clock.now()) },
      { name: 'idempotency keys', everyMs: HOUR, run: () => forgetIdempotencyKeys(chorePool) },
      { name: 'old receipts', everyMs: HOUR, run: () => orphans.dropOld() },
      { name: 'day partitions', everyMs: HOUR, run: () => ensureDayPartitions(chorePool, clock.now()) },
      {
        name: 'retention',
        everyMs: HOUR,
        run: () => dropOldDays(chorePool, clock.now(), config.sms.retentionDays),
      },
    ];
  }

  start(): void {
    for (const chore of this.#chores)
      this.#timers.push(setInterval(() => void this.#do(chore), chore.everyMs));
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  /** From the end of what was forgotten the last time. */
  async #forgetFinished(pool: pg.Pool, now: number): Promise<void> {
    await forgetFinishedSessions(pool, this.#forgottenUntil, now);
    this.#forgottenUntil = now - FORGET_AGAIN_MS;
  }

  async #do(chore: Chore): Promise<void> {
    if (this.#running.has(chore)) return;
    this.#running.add(chore);
    try {
      await chore.run();
    } catch (error) {
      this.#log.warn(
        { chore: chore.name, err: (error as Error).message },
        'a chore failed and will be tried again',
      );
    } finally {
      this.#running.delete(chore);
    }
  }
}
