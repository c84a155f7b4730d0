import type { Clock } from '#core/clock.ts';
import { type Connector, type OutboundSms, partsToSend, type SubmitOutcome } from '#core/connector.ts';
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
  /** Whether this node may write to operators now. */
  readonly mayAct: () => boolean;
  /** Messages a lane holds in memory; the rest waits in rows. */
  readonly laneLimit: number;
};

/** Where a message goes when it is accepted. */
export type Placement = {
  /** Held in memory by this node, or left waiting in its row. */
  readonly held: boolean;
  /** May be written to the operator as soon as it is committed. */
  readonly released: boolean;
};

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
  readonly #lanes: MtMessage[][] = Array.from({ length: LANES }, () => []);
  readonly #heads = new Array<number>(LANES).fill(0);
  /** Lanes with messages in rows that are older than what comes in now. */
  readonly #overflowed = new Array<boolean>(LANES).fill(false);
  /** Messages placed in memory whose commit is under way. */
  readonly #arriving = new Array<number>(LANES).fill(0);
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
    for (let lane = 0; lane < LANES; lane++) count += this.#length(lane);
    return count;
  }

  /** Messages handed to the connector whose outcome is not on disk. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** When the oldest waiting message was accepted is not known here; how many lanes overflow to rows is. */
  get overflowing(): boolean {
    return this.#overflowed.includes(true);
  }

  get paused(): boolean {
    return this.#deps.clock.monotonic() < this.#pausedUntil;
  }

  /** Decides, before its commit, where a message will go. Every placement that is held is followed by `admit` or `cancel`. */
  place(lane: number, parts: number): Placement {
    const full = this.#length(lane) + (this.#arriving[lane] as number) >= this.#deps.laneLimit;
    if (this.#closed || full || this.#overflowed[lane]) {
      this.#overflowed[lane] = true;
      return { held: false, released: false };
    }
    this.#arriving[lane] = (this.#arriving[lane] as number) + 1;
    const free = this.connector.free() - this.#promised;
    const now = this.#deps.clock.monotonic();
    if (
      free >= parts &&
      now >= this.#pausedUntil &&
      this.#deps.mayAct() &&
      this.waiting === 0 &&
      this.#bucket.take(parts, now)
    ) {
      this.#promised += parts;
      return { held: true, released: true };
    }
    return { held: true, released: false };
  }

  /** Takes in a committed message that was placed here. */
  admit(message: MtMessage): void {
    this.#arriving[message.lane] = (this.#arriving[message.lane] as number) - 1;
    if (!message.released) {
      if (this.#closed) this.#deps.onHomeless(message);
      else this.#lanes[message.lane]?.push(message);
      return;
    }
    this.#promised -= message.parts;
    this.#submitOrWait(message);
  }

  /** Undoes a placement whose commit failed. */
  cancel(lane: number, parts: number, placement: Placement): void {
    if (!placement.held) return;
    this.#arriving[lane] = (this.#arriving[lane] as number) - 1;
    if (!placement.released) return;
    this.#promised -= parts;
    this.#bucket.giveBack(parts);
  }

  /** Takes in messages read from rows. @param complete there are no more that are due */
  refill(messages: readonly MtMessage[], complete: boolean): void {
    for (const message of messages) this.#lanes[message.lane]?.push(message);
    if (complete) this.#overflowed.fill(false);
    this.pump();
  }

  /** Rows of this connector wait: what comes in now must not overtake them. */
  noteOverflow(): void {
    this.#overflowed.fill(true);
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
  }

  /** Forgets everything that has not been handed to the connector. @returns what it held */
  close(): MtMessage[] {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    return this.#lanes.flatMap((messages, lane) => messages.splice(0).slice(this.#heads[lane]));
  }

  /** Ends what has waited longer than it was worth, also while the operator cannot be reached and nothing is sent. */
  expire(): void {
    const now = this.#deps.clock.now();
    for (const [lane, messages] of this.#lanes.entries()) {
      const waiting = messages.slice(this.#heads[lane]);
      const late = waiting.filter((message) => message.expiresAt <= now);
      if (late.length === 0) continue;
      this.#lanes[lane] = waiting.filter((message) => message.expiresAt > now);
      this.#heads[lane] = 0;
      for (const message of late) this.#deps.onExpired(message, this);
    }
  }

  /** Sends what may be sent now. */
  pump(): void {
    if (this.#closed) return;
    const now = this.#deps.clock.monotonic();
    if (now < this.#pausedUntil) return this.#pumpIn(this.#pausedUntil - now);
    if (!this.#deps.mayAct()) return this.#pumpIn(LEASE_RETRY_MS);
    while (this.connector.free() - this.#promised > 0) {
      const lane = this.#nextLane();
      if (lane === -1) return;
      const message = (this.#lanes[lane] as MtMessage[])[this.#heads[lane] as number] as MtMessage;
      if (message.expiresAt <= this.#deps.clock.now()) {
        this.#shift(lane);
        this.#deps.onExpired(message, this);
        continue;
      }
      const parts = partsLeft(message);
      if (!this.#bucket.take(parts, now)) return this.#pumpIn(this.#bucket.waitMs(now));
      this.#shift(lane);
      if (message.released) this.#submit(message);
      else void this.#releaseAndSubmit(message, parts);
    }
  }

  async #releaseAndSubmit(message: MtMessage, parts: number): Promise<void> {
    this.#promised += parts;
    let ours: boolean;
    try {
      ours = await this.#deps.release(message.id);
    } catch {
      // The database is away; the row still says it was not sent.
      this.#promised -= parts;
      this.#bucket.giveBack(parts);
      this.#putFront(message);
      this.#pumpIn(DATABASE_RETRY_MS);
      return;
    }
    this.#promised -= parts;
    if (!ours) return;
    message.released = true;
    this.#submitOrWait(message);
  }

  #submitOrWait(message: MtMessage): void {
    if (this.#closed || this.connector.free() <= 0 || !this.#deps.mayAct()) this.#putFront(message);
    else this.#submit(message);
  }

  #submit(message: MtMessage): void {
    this.#inFlight += 1;
    this.connector.submit(toOutbound(message), (outcome) => this.#deps.onOutcome(message, outcome, this));
  }

  #length(lane: number): number {
    return (this.#lanes[lane] as MtMessage[]).length - (this.#heads[lane] as number);
  }

  #nextLane(): number {
    for (let lane = 0; lane < LANES; lane++) if (this.#length(lane) > 0) return lane;
    return -1;
  }

  #shift(lane: number): void {
    const messages = this.#lanes[lane] as MtMessage[];
    const head = (this.#heads[lane] as number) + 1;
    if (head < 1024 && head < messages.length) {
      this.#heads[lane] = head;
    } else {
      messages.splice(0, head);
      this.#heads[lane] = 0;
    }
  }

  #putFront(message: MtMessage): void {
    if (this.#closed) return this.#deps.onHomeless(message);
    const messages = this.#lanes[message.lane] as MtMessage[];
    const head = this.#heads[message.lane] as number;
    let place = head;
    // Several may come back at once; ids grow with time, so that they go out in the order they were accepted.
    while (place < messages.length && (messages[place] as MtMessage).id < message.id) place += 1;
    if (place > head) {
      messages.splice(place, 0, message);
    } else if (head > 0) {
      messages[head - 1] = message;
      this.#heads[message.lane] = head - 1;
    } else {
      messages.unshift(message);
    }
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

function partsLeft(message: MtMessage): number {
  return partsToSend(toOutbound(message));
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
    partsDone: message.partsDone.map((p) => p.part),
  };
}
