import { ChurningMap } from '#core/churning-map.ts';
import type { Clock } from '#core/clock.ts';
import type { Directory } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import { within } from '#core/within.ts';
import type { TakenCallback, WaitingGroup } from '#store/callback-delivery.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import { AccountLimit } from './account-limit.ts';
import { type CallbackRequest, composeRequest } from './compose-request.ts';
import type { Destination } from './destination.ts';
import { Destinations } from './destinations.ts';
import { type GuardSettings, guardFor, type Resolve } from './guard-url.ts';
import { addressOf, factsOf, type HeldCallback } from './held-callback.ts';
import { HttpClient, type HttpResult } from './http-client.ts';
import type { CallbackJob } from './job.ts';
import { judgeResult, type Verdict } from './judge-result.ts';
import { OutcomeWriter } from './outcome-writer.ts';
import { callbackTimeIn } from './payloads/callback-time.ts';
import { Sweeper } from './sweeper.ts';
import { Targets } from './targets.ts';

export type CallbackSettings = {
  /** IANA name: the zone of the times in bodies. */
  readonly timeZone: string;
  /** Requests under way to one origin at most. */
  readonly concurrency: number;
  /** Callbacks in memory at most; the rest waits in rows. */
  readonly maxHeld: number;
  /** For one attempt, in milliseconds. */
  readonly totalMs: number;
  readonly guard: GuardSettings;
};

export type CallbackAttemptSeen = {
  readonly kind: 'dlr' | 'mo';
  readonly outcome: Verdict['outcome'];
  readonly durationMs: number;
  /** From the fact to this answer, in milliseconds. */
  readonly lagMs: number;
};

export type CallbackSenderDeps = {
  /** Carries outcomes. */
  readonly outcomes: HotConnection;
  /** Carries what the sweeper asks. */
  readonly sweeps: HotConnection;
  readonly directory: () => Directory;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: CallbackSettings;
  /** The id under which this process owns rows now. */
  readonly nodeId: () => number;
  readonly onAttempt?: (attempt: CallbackAttemptSeen) => void;
  /** How names are resolved; the system's way by default. */
  readonly resolve?: Resolve;
};

/** Requests of one account under way at most, however many addresses it has. */
const ACCOUNT_LIMIT = 256;
/** An account this node has not heard of yet: its news arrives within seconds. */
const UNKNOWN_ACCOUNT_MS = 30_000;
/** For what must be done at the end even when no time was given. */
const CLOSING_MS = 500;

/**
 * Sends callbacks to customers, each until it is answered well or given up. What comes in has a row owned by this node;
 * what goes out is an outcome for that row. One queue per origin, with a breaker, so that a dead customer costs the others
 * nothing. Memory is bounded, and the room left is what any one origin may fill: what does not fit waits in its row.
 */
export class CallbackSender {
  readonly #deps: CallbackSenderDeps;
  readonly #targets: Targets;
  readonly #client: HttpClient;
  readonly #writer: OutcomeWriter;
  readonly #sweeper: Sweeper;
  readonly #writeTime: (ms: number) => string;
  readonly #destinations = new Destinations();
  /** Subjects in memory, until their outcome is on disk. */
  readonly #held = new ChurningMap<string, true>();
  readonly #accountLimit = new AccountLimit(ACCOUNT_LIMIT);
  /** Destinations whose next callback waits for its account's limit. */
  readonly #blocked = new Set<Destination>();
  #inFlight = 0;
  #stopping = false;
  #onQuiet: (() => void) | null = null;

  /** @throws RangeError when the time zone or a range of the guard cannot be read */
  constructor(deps: CallbackSenderDeps) {
    const { settings, clock, log } = deps;
    this.#deps = deps;
    this.#writeTime = callbackTimeIn(settings.timeZone);
    const guard = guardFor(settings.guard, deps.resolve);
    this.#targets = new Targets(guard);
    this.#client = new HttpClient({
      guard,
      connections: settings.concurrency,
      clock,
      totalMs: settings.totalMs,
    });
    this.#writer = new OutcomeWriter({
      connection: deps.outcomes,
      clock,
      log,
      onSettled: (ids) => {
        this.#forget(ids);
        this.#sweeper.onRoom();
      },
    });
    this.#sweeper = new Sweeper({
      connection: deps.sweeps,
      clock,
      log,
      nodeId: deps.nodeId,
      room: () => this.#room,
      appetite: (group) => this.#appetite(group),
      admit: (taken, node) => this.#admitTaken(taken, node),
      isHeld: (id) => this.#held.has(id),
    });
  }

  start(): void {
    this.#sweeper.start();
  }

  /** Takes callbacks whose rows were just committed with this node as owner. */
  offer(jobs: readonly CallbackJob[]): void {
    const node = this.#deps.nodeId();
    const touched = new Set<Destination>();
    for (const job of jobs) {
      const destination = this.#admit(job, node);
      if (destination) touched.add(destination);
    }
    for (const destination of touched) this.#pump(destination);
  }

  /** Forgets everything at once: this node may no longer act, and others take its rows. What is under way changes nothing any more. */
  drop(): void {
    for (const destination of this.#destinations.all()) {
      this.#forget(destination.queue.takeAll().map((held) => held.facts.subjectId));
    }
  }

  /** Gives back what waits, lets what is under way end for up to `drainMs`, and writes the outcomes. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping = true;
    const deadline = this.#deps.clock.monotonic() + drainMs;
    await this.#sweeper.stop();
    for (const destination of this.#destinations.all()) this.#giveBackQueue(destination, 0);
    await this.#quiet(deadline - this.#deps.clock.monotonic());
    await this.#client.close();
    await this.#quiet(CLOSING_MS);
    const left = Math.max(CLOSING_MS, deadline - this.#deps.clock.monotonic());
    await within(this.#writer.drain(), left, undefined);
    this.#writer.close();
  }

  /** Waits until nothing is under way, but no longer than `ms`. */
  async #quiet(ms: number): Promise<void> {
    if (this.#inFlight === 0) return;
    const quiet = new Promise<void>((resolve) => {
      this.#onQuiet = resolve;
    });
    await within(quiet, ms, undefined);
  }

  stats(): {
    held: number;
    inFlight: number;
    destinations: number;
    resting: number;
    outcomesWaiting: number;
  } {
    const destinations = this.#destinations.all();
    return {
      held: this.#held.size,
      inFlight: this.#inFlight,
      destinations: destinations.length,
      resting: destinations.filter((destination) => destination.breaker.probing).length,
      outcomesWaiting: this.#writer.backlog,
    };
  }

  get #room(): number {
    return this.#stopping ? 0 : this.#deps.settings.maxHeld - this.#held.size;
  }

  #admitTaken(taken: readonly TakenCallback[], node: number): void {
    const directory = this.#deps.directory();
    const touched = new Set<Destination>();
    for (const row of taken) {
      const facts = factsOf(row, directory);
      if (facts === null) {
        this.#held.set(row.subjectId, true);
        this.#bury(row.subjectId, row.attempts, node, 'the message it tells of is no longer kept');
        continue;
      }
      const destination = this.#admit({ facts, attempts: row.attempts }, node);
      if (destination) touched.add(destination);
    }
    for (const destination of touched) this.#pump(destination);
  }

  /** Queues a job, or settles it at once. @returns the destination it now waits for */
  #admit(job: CallbackJob, node: number): Destination | null {
    const { facts, attempts } = job;
    const { subjectId } = facts;
    if (this.#held.has(subjectId)) return null;
    this.#held.set(subjectId, true);
    const directory = this.#deps.directory();
    if (this.#stopping || this.#room < 0) {
      this.#giveBack(subjectId, node, 0);
      return null;
    }
    if (!directory.accounts.has(facts.accountId)) {
      this.#giveBack(subjectId, node, UNKNOWN_ACCOUNT_MS);
      return null;
    }
    const address = addressOf(facts, directory);
    if (address === null) {
      const name = facts.kind === 'dlr' ? 'receipts' : 'MO';
      this.#bury(subjectId, attempts, node, `the account has no address for ${name}: set one and replay`);
      return null;
    }
    const target = this.#targets.of(address);
    if ('refused' in target) {
      const verdict = judgeResult({ status: null, error: target.refused }, attempts + 1);
      this.#write(subjectId, attempts + 1, node, verdict);
      return null;
    }
    const destination = this.#destinations.of(target.url.origin);
    const now = this.#deps.clock.monotonic();
    const openUntil = destination.breaker.openUntil(now);
    if (openUntil !== null || destination.load >= this.#room) {
      this.#giveBack(subjectId, node, openUntil === null ? 0 : openUntil - now);
      return null;
    }
    destination.queue.push({ facts, attempts, node, url: target.url });
    return destination;
  }

  #appetite(group: WaitingGroup): number | null {
    const { accounts } = this.#deps.directory();
    const account = accounts.get(group.accountId);
    const address = group.kind === 'dlr' ? account?.dlrUrl : account?.moUrl;
    const target = address ? this.#targets.of(address) : null;
    const destination = target && 'url' in target ? this.#destinations.find(target.url.origin) : undefined;
    if (destination === undefined) return this.#room;
    if (destination.breaker.openUntil(this.#deps.clock.monotonic()) !== null) return null;
    if (destination.breaker.probing) return destination.load > 0 ? null : 1;
    return Math.max(0, Math.floor((this.#room - destination.load) / 2));
  }

  #pump(destination: Destination): void {
    while (destination.room(this.#deps.settings.concurrency) > 0) {
      const next = destination.queue.peek();
      if (next === undefined) break;
      if (this.#accountLimit.isReached(next.facts.accountId)) {
        this.#blocked.add(destination);
        break;
      }
      destination.queue.shift();
      this.#send(next, destination);
    }
  }

  #send(held: HeldCallback, destination: Destination): void {
    const { facts } = held;
    const account = this.#deps.directory().accounts.get(facts.accountId);
    let request: CallbackRequest;
    try {
      request = composeRequest(facts, account, this.#writeTime, this.#deps.clock.now());
    } catch (error) {
      this.#bury(
        facts.subjectId,
        held.attempts,
        held.node,
        `it cannot be written: ${(error as Error).message}`,
      );
      return;
    }
    destination.inFlight += 1;
    this.#inFlight += 1;
    this.#accountLimit.start(facts.accountId);
    const startedAt = this.#deps.clock.monotonic();
    this.#client.post(held.url, request.headers, request.body, (result) =>
      this.#settle(held, destination, result, startedAt),
    );
  }

  #settle(held: HeldCallback, destination: Destination, result: HttpResult, startedAt: number): void {
    const { facts, node } = held;
    const now = this.#deps.clock.monotonic();
    if (this.#stopping && result.status === null) {
      this.#giveBack(facts.subjectId, node, 0);
    } else {
      const verdict = judgeResult(result, held.attempts + 1);
      // Who says "gone" is there.
      if (verdict.outcome === 'delivered' || verdict.status === 410) destination.breaker.succeeded();
      else destination.breaker.failed(now);
      this.#write(facts.subjectId, held.attempts + 1, node, verdict);
      const factAt = facts.kind === 'dlr' ? facts.finalAt : facts.receivedAt;
      this.#deps.onAttempt?.({
        kind: facts.kind,
        outcome: verdict.outcome,
        durationMs: now - startedAt,
        lagMs: this.#deps.clock.now() - factAt,
      });
    }
    this.#free(facts.accountId, destination, now);
  }

  #free(accountId: number, destination: Destination, now: number): void {
    destination.inFlight -= 1;
    this.#inFlight -= 1;
    this.#accountLimit.end(accountId);
    const openUntil = destination.breaker.openUntil(now);
    if (openUntil !== null) this.#giveBackQueue(destination, openUntil - now);
    this.#pump(destination);
    if (this.#blocked.size > 0) {
      const blocked = [...this.#blocked];
      this.#blocked.clear();
      for (const other of blocked) this.#pump(other);
    }
    if (this.#inFlight === 0) this.#onQuiet?.();
  }

  #write(subjectId: string, attempt: number, node: number, verdict: Verdict): void {
    if (verdict.outcome === 'delivered') {
      this.#writer.delivered({ subjectId, node, attempt, status: verdict.status });
    } else {
      this.#writer.failed({ subjectId, node, attempts: attempt, ...verdict });
    }
  }

  /** Gives up without an attempt. */
  #bury(subjectId: string, attempts: number, node: number, error: string): void {
    this.#writer.failed({ subjectId, attempts, node, waitMs: null, status: null, error, answer: '' });
  }

  /** Leaves memory at once: the row may be taken again before the statement that gives it back is answered. */
  #giveBack(subjectId: string, node: number, waitMs: number): void {
    this.#held.delete(subjectId);
    this.#writer.giveBack({ subjectId, node, waitMs });
  }

  #giveBackQueue(destination: Destination, waitMs: number): void {
    for (const { facts, node } of destination.queue.takeAll()) {
      this.#giveBack(facts.subjectId, node, waitMs);
    }
  }

  #forget(subjectIds: readonly string[]): void {
    for (const id of subjectIds) this.#held.delete(id);
  }
}
