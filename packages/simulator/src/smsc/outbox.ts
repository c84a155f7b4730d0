import { CommandStatus, type Outcome, type PduInput, type Session } from '@ujumbe/smpp';
import type { SmscCounters } from './counters.ts';
import type { Delays } from './delays.ts';
import { Fifo } from './fifo.ts';

/** A deliver_sm on its way to an ESME. */
export interface Parcel {
  pdu: PduInput<'deliver_sm'>;
  attempts: number;
  /** After so many it is given up; one for what would be stale the second time. */
  maxAttempts: number;
  /** Called once, with the command_status of the last answer. */
  done(status: number): void;
}

export interface OutboxOptions {
  /** Pause before a deliver_sm that got a temporary error goes again. */
  retryMs: number;
  maxAttempts: number;
}

/** Answers after which the same deliver_sm is worth sending again. */
const temporary: ReadonlySet<number> = new Set([
  CommandStatus.ESME_RSYSERR,
  CommandStatus.ESME_RMSGQFUL,
  CommandStatus.ESME_RTHROTTLED,
  CommandStatus.ESME_RX_T_APPN,
]);

/**
 * Receipts and MO for one system_id. They wait while nothing is bound, go out in order within the window over all of
 * its receiving sessions, and are sent again when the link closed before the answer: at least once, like an operator.
 */
export class Outbox {
  readonly systemId: string;
  readonly #options: OutboxOptions;
  readonly #delays: Delays;
  readonly #counters: SmscCounters;
  readonly #queue = new Fifo<Parcel>();
  #sessions: Session[] = [];
  /** Parcels of a link that is closing, in the order they were sent. */
  #returned: Parcel[] = [];
  #turn = 0;
  #unanswered = 0;

  constructor(systemId: string, options: OutboxOptions, delays: Delays, counters: SmscCounters) {
    this.systemId = systemId;
    this.#options = options;
    this.#delays = delays;
    this.#counters = counters;
  }

  /** Waiting to be sent. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Sent, not answered yet. */
  get unanswered(): number {
    return this.#unanswered;
  }

  get receiving(): boolean {
    return this.#sessions.length > 0;
  }

  attach(session: Session): void {
    this.#sessions.push(session);
    this.flush();
  }

  /** After the session's last outcome: what it had not answered goes again, in the old order. */
  detach(session: Session): void {
    this.#sessions = this.#sessions.filter((other) => other !== session);
    for (const parcel of this.#returned.splice(0).reverse()) this.#queue.putBack(parcel);
    this.flush();
  }

  /** @param maxAttempts default: as many as the operator's patience allows */
  push(
    pdu: PduInput<'deliver_sm'>,
    done: (status: number) => void,
    maxAttempts = this.#options.maxAttempts,
  ): void {
    this.#queue.push({ pdu, attempts: 0, maxAttempts, done });
    this.flush();
  }

  /** Sends as much as the windows allow. Called again whenever a slot becomes free. */
  flush(): void {
    while (this.#queue.size > 0) {
      const session = this.#nextSession();
      const parcel = session && this.#queue.take();
      if (!session || !parcel) return;
      parcel.attempts += 1;
      this.#unanswered += 1;
      const sent = session.send(parcel.pdu, (outcome) => {
        this.#unanswered -= 1;
        this.#onOutcome(parcel, outcome);
      });
      if (!sent) {
        parcel.attempts -= 1;
        this.#unanswered -= 1;
        this.#queue.putBack(parcel);
        return;
      }
    }
  }

  #nextSession(): Session | null {
    for (let tried = 0; tried < this.#sessions.length; tried += 1) {
      this.#turn = (this.#turn + 1) % this.#sessions.length;
      const session = this.#sessions[this.#turn];
      if (session && session.free > 0) return session;
    }
    return null;
  }

  #settle(parcel: Parcel, status: number): void {
    if (!temporary.has(status) || parcel.attempts >= parcel.maxAttempts) {
      parcel.done(status);
      return;
    }
    this.#counters.redelivered += 1;
    this.#delays.after(this.#options.retryMs, () => {
      this.#queue.push(parcel);
      this.flush();
    });
  }

  #onOutcome(parcel: Parcel, outcome: Outcome): void {
    if (outcome.kind !== 'response' && parcel.maxAttempts === 1) {
      parcel.done(CommandStatus.ESME_RSYSERR);
      return;
    }
    switch (outcome.kind) {
      case 'response':
        this.#settle(parcel, outcome.pdu.status);
        return;
      case 'timeout':
        this.#counters.redelivered += 1;
        this.#queue.putBack(parcel);
        this.flush();
        return;
      case 'closed':
        this.#counters.redelivered += 1;
        this.#returned.push(parcel);
    }
  }
}
