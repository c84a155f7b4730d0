import { ChurningMap } from '#core/churning-map.ts';
import type { Clock } from '#core/clock.ts';
import { type Connector, type OutboundSms, partsToSend, type SubmitOutcome } from '#core/connector.ts';
import { Lane } from './lane.ts';
import type { MtMessage } from './message.ts';
import { TokenBucket } from './token-bucket.ts';

export type OperatorQueueDeps = {
  readonly clock: Clock;
  /** Notes on disk that a message may be written to the operator; false when another node has taken it. */
  readonly release: (messageId: string) => Promise<boolean>;
  readonly onOutcome: (message: MtMessage, outcome: SubmitOutcome, queue: OperatorQueue) => void;
  readonly onExpired: (message: MtMessage, queue: OperatorQueue) => void;
  /** A message came back after the queue was closed. */
  readonly onHomeless: (message: MtMessage) => void;
  /** A lane whose older messages wait in rows has room for them, or the queue after this one has a slot more. */
  readonly onRoom: () => void;
  /** Whether this node may write to operators now. */
  readonly mayAct: () => boolean;
  /** Messages a lane holds in memory; the rest waits in rows. */
  readonly laneLimit: number;
  readonly observeSubmit?: SubmitObserver;
};

/** Hears of each answer to a submit, and how long the operator took. */
export type SubmitObserver = (connectorId: number, kind: SubmitOutcome['kind'], milliseconds: number) => void;

/** What a placement needs to know of a message. */
export type Arrival = Pick<MtMessage, 'lane' | 'parts' | 'msisdn'>;

/** Where a message goes when it is accepted. */
export type Placement = {
  /** The queue that keeps a place for it in memory; null leaves it waiting in its row. */
  readonly queue: OperatorQueue | null;
  /** May be written to the operator as soon as it is committed. */
  readonly released: boolean;
};

/** Leaves a message to its row. */
export const nowhere: Placement = { queue: null, released: false };

const LANES = 3;
const MIN_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 30_000;
const DATABASE_RETRY_MS = 200;
const LEASE_RETRY_MS = 200;

/**
 * The messages of one connector that this node holds: lanes in order of urgency, sent as the window, the rate and the
 * operator's patience allow. A message is written to the operator only after its row says so (`released`), so that whoever
 * finds the row after a crash knows whether it may have been sent.
 */
export class OperatorQueue {
  readonly connector: Connector;
  readonly #deps: OperatorQueueDeps;
  readonly #bucket: TokenBucket;
  readonly #lanes: readonly Lane[] = Array.from({ length: LANES }, () => new Lane());
  /** Lanes with messages in rows that are older than what comes in now. */
  readonly #overflowed = new Array<boolean>(LANES).fill(false);
  /** Messages placed in memory whose commit is under way. */
  readonly #arriving = new Array<number>(LANES).fill(0);
  /**
   * Recipients of messages that will wait here once their commit is done, or whose release is being noted: in no lane, and
   * yet not to be overtaken by a message to the same recipient.
   */
  readonly #ahead = new ChurningMap<string, number>();
  /** Window slots promised to messages whose row is being written. */
  #promised = 0;
  #inFlight = 0;
  #pausedUntil = 0;
  #pauseMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(connector: Connector, deps: OperatorQueueDeps) {
    this.connector = connector;
    this.#deps = deps;
    this.#bucket = new TokenBucket(connector.throughput, deps.clock.monotonic());
  }

  /** Messages in memory that have not been written to the operator. */
  get waiting(): number {
    let count = 0;
    for (const lane of this.#lanes) count += lane.length;
    return count;
  }

  /** Messages handed to the connector whose outcome is not on disk. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether messages of this connector wait in rows, as far as this node knows. */
  get overflowing(): boolean {
    return this.#overflowed.includes(true);
  }

  get paused(): boolean {
    return this.#deps.clock.monotonic() < this.#pausedUntil;
  }

  /** Id of the message in memory that was accepted first; null when none waits. */
  get oldestId(): string | null {
    let oldest: string | null = null;
    for (const lane of this.#lanes) {
      const id = lane.first()?.id;
      if (id !== undefined && (oldest === null || id < oldest)) oldest = id;
    }
    return oldest;
  }

  /** Decides, before its commit, where a message will go. A placement with a queue is followed by `admit` or `cancel` there. */
  place(arrival: Arrival): Placement {
    const { lane, parts, msisdn } = arrival;
    const full = this.#laneOf(lane).length + (this.#arriving[lane] as number) >= this.#deps.laneLimit;
    if (this.#closed || full || this.#overflowed[lane]) {
      this.#overflowed[lane] = true;
      return nowhere;
    }
    this.#arriving[lane] = (this.#arriving[lane] as number) + 1;
    const now = this.#deps.clock.monotonic();
    if (
      this.connector.free() - this.#promised >= parts &&
      now >= this.#pausedUntil &&
      this.#deps.mayAct() &&
      this.waiting === 0 &&
      !this.#ahead.has(msisdn) &&
      this.#bucket.take(parts, now)
    ) {
      this.#promised += parts;
      return { queue: this, released: true };
    }
    this.#putAhead(msisdn);
    return { queue: this, released: false };
  }

  /** Takes in a committed message that was placed here. */
  admit(message: MtMessage): void {
    this.#arrived(message, message.released);
    if (message.released) this.#takeTurn(message, message.parts);
    else if (this.#closed) this.#deps.onHomeless(message);
    else this.#laneOf(message.lane).push(message);
  }

  /** Undoes a placement whose commit failed. */
  cancel(arrival: Arrival, released: boolean): void {
    this.#arrived(arrival, released);
    if (!released) return;
    this.#bucket.giveBack(arrival.parts);
    this.pump();
  }

  #arrived({ lane, parts, msisdn }: Arrival, released: boolean): void {
    this.#arriving[lane] = (this.#arriving[lane] as number) - 1;
    if (released) this.#promised -= parts;
    else this.#letGo(msisdn);
  }

  /** The most urgent lane that has room for older messages that wait in rows. */
  laneWithRoom(): number | null {
    if (this.#closed) return null;
    const lane = this.#overflowed.findIndex(
      (overflowed, index) => overflowed && this.#laneOf(index).length <= this.#deps.laneLimit / 2,
    );
    return lane === -1 ? null : lane;
  }

  /** Takes in messages of a lane read from rows. @param complete there are no more that are due */
  refill(lane: number, messages: readonly MtMessage[], complete: boolean): void {
    for (const message of messages) {
      if (this.#closed) this.#deps.onHomeless(message);
      else this.#laneOf(message.lane).push(message);
    }
    if (complete) this.#overflowed[lane] = false;
    this.pump();
  }

  /** Rows of this connector wait: what comes into their lane now must not overtake them. */
  noteOverflow(lane: number): void {
    this.#overflowed[lane] = true;
  }

  /** Sends a message again before all others of its lane. */
  again(message: MtMessage): void {
    this.#putFront(message);
  }

  /** The operator asks for less: nothing is sent for a second, then two, up to thirty while it persists. */
  pause(): void {
    const now = this.#deps.clock.monotonic();
    if (now < this.#pausedUntil) return;
    this.#pauseMs = Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, this.#pauseMs * 2));
    this.#pausedUntil = now + this.#pauseMs;
    this.#pumpIn(this.#pauseMs);
  }

  /** The operator takes messages again. */
  calm(): void {
    this.#pauseMs = 0;
  }

  /** An outcome is on disk, or nothing was written: its window slots are free. */
  settled(parts: number): void {
    this.#inFlight -= 1;
    this.connector.release(parts);
    this.pump();
    if (this.#closed || this.laneWithRoom() !== null) this.#deps.onRoom();
  }

  /** Forgets everything that has not been handed to the connector. @returns what it held */
  close(): MtMessage[] {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    return this.#lanes.flatMap((lane) => lane.drain());
  }

  /** Ends what has waited longer than it was worth, also while the operator cannot be reached and nothing is sent. */
  expire(): void {
    const now = this.#deps.clock.now();
    for (const lane of this.#lanes)
      for (const message of lane.takeExpired(now)) this.#deps.onExpired(message, this);
  }

  /** Sends what may be sent now. */
  pump(): void {
    if (this.#closed) return;
    const now = this.#deps.clock.monotonic();
    if (now < this.#pausedUntil) return this.#pumpIn(this.#pausedUntil - now);
    if (!this.#deps.mayAct()) return this.#pumpIn(LEASE_RETRY_MS);
    while (this.connector.free() - this.#promised > 0) {
      const lane = this.#lanes.find(({ length }) => length > 0);
      const message = lane?.first();
      if (!lane || !message) return;
      if (message.expiresAt <= this.#deps.clock.now()) {
        lane.shift();
        this.#deps.onExpired(message, this);
        continue;
      }
      const parts = partsToSend(message);
      if (!this.#bucket.take(parts, now)) return this.#pumpIn(this.#bucket.waitMs(now));
      lane.shift();
      if (message.released) this.#submit(message);
      else void this.#releaseAndSubmit(message, parts);
    }
  }

  async #releaseAndSubmit(message: MtMessage, parts: number): Promise<void> {
    this.#promised += parts;
    this.#putAhead(message.msisdn);
    // When the database is away, the row still says that the message was not sent.
    const ours = await this.#deps.release(message.id).catch(() => null);
    this.#promised -= parts;
    this.#letGo(message.msisdn);
    if (ours === true) {
      message.released = true;
      this.#takeTurn(message, parts);
      return;
    }
    this.#bucket.giveBack(parts);
    if (ours === null) {
      this.#putFront(message);
      this.#pumpIn(DATABASE_RETRY_MS);
    } else {
      this.pump();
    }
  }

  /**
   * Sends a message whose slots and tokens were kept, in its turn: while its row was written, others may have come back
   * before it, or the link, the lease or the operator's patience may have gone.
   */
  #takeTurn(message: MtMessage, parts: number): void {
    this.#bucket.giveBack(parts);
    this.#putFront(message);
    this.pump();
  }

  #submit(message: MtMessage): void {
    this.#inFlight += 1;
    const { clock, observeSubmit, onOutcome } = this.#deps;
    const startedAt = clock.monotonic();
    this.connector.submit(toOutbound(message), (outcome) => {
      observeSubmit?.(this.connector.id, outcome.kind, clock.monotonic() - startedAt);
      onOutcome(message, outcome, this);
    });
  }

  #laneOf(lane: number): Lane {
    return this.#lanes[lane] as Lane;
  }

  #putAhead(msisdn: string): void {
    this.#ahead.set(msisdn, (this.#ahead.get(msisdn) ?? 0) + 1);
  }

  #letGo(msisdn: string): void {
    const left = (this.#ahead.get(msisdn) ?? 1) - 1;
    if (left === 0) this.#ahead.delete(msisdn);
    else this.#ahead.set(msisdn, left);
  }

  #putFront(message: MtMessage): void {
    if (this.#closed) this.#deps.onHomeless(message);
    else this.#laneOf(message.lane).putBack(message);
  }

  #pumpIn(ms: number): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.pump();
      },
      Math.max(1, Math.ceil(ms)),
    );
  }
}

function toOutbound(message: MtMessage): OutboundSms {
  return {
    messageId: message.id,
    msisdn: message.msisdn,
    sender: message.sender,
    text: message.text,
    flash: message.flash,
    parts: message.parts,
    expiresAt: message.expiresAt,
    partsDone: message.partsDone,
  };
}
