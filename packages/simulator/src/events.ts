import type { ReceivedCallback } from './customer-app/callback-sink.ts';
import type { HandsetMessage } from './handsets.ts';
import type { UssdMoment } from './ussd/phones.ts';

/** What happened in the simulated world, for the event stream and the command line. */
export type SimulatorEvent =
  | { type: 'bind'; systemId: string; mode: string; remote: string }
  | { type: 'unbind'; systemId: string; reason: string }
  | { type: 'bind-refused'; systemId: string; status: string }
  | { type: 'submit-refused'; systemId: string; from: string; to: string; status: string }
  | { type: 'message'; message: HandsetMessage }
  | { type: 'receipt'; systemId: string; msisdn: string; messageId: string; stat: string; err: string }
  | { type: 'mo'; systemId: string; from: string; to: string; text: string; status: string }
  | { type: 'callback'; callback: ReceivedCallback }
  | { type: 'ussd'; msisdn: string; sessionId: string; serviceCode: string; input: string; answer: string }
  | ({ type: 'ussd-screen'; msisdn: string } & Omit<UssdMoment, 'at'>)
  | { type: 'ussd-refused'; msisdn: string; front: string; why: string };

export interface RecordedEvent {
  /** Grows by one per event; a reader resumes after the last id it saw. */
  id: number;
  /** ISO 8601, UTC. */
  at: string;
  event: SimulatorEvent;
}

type Listener = (recorded: RecordedEvent) => void;

/** Passes events to whoever follows and keeps the last `keep` of them for those who reconnect. */
export class EventHub {
  readonly #keep: number;
  readonly #listeners = new Set<Listener>();
  #recent: RecordedEvent[] = [];
  #lastId = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** False when building an event would be wasted work: nobody follows and nothing is kept. */
  get wanted(): boolean {
    return this.#keep > 0 || this.#listeners.size > 0;
  }

  emit(event: SimulatorEvent): void {
    if (!this.wanted) return;
    this.#lastId += 1;
    const recorded: RecordedEvent = { id: this.#lastId, at: new Date().toISOString(), event };
    if (this.#keep > 0) {
      this.#recent.push(recorded);
      // Trimmed in halves so that the cost of moving the array is spread over many events.
      if (this.#recent.length >= this.#keep * 2) this.#recent = this.#recent.slice(-this.#keep);
    }
    for (const listener of this.#listeners) listener(recorded);
  }

  /** Follows events from now on, after replaying the kept ones with an id above `afterId`. Returns the way to stop. */
  follow(listener: Listener, afterId = this.#lastId): () => void {
    for (const recorded of this.#recent) if (recorded.id > afterId) listener(recorded);
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
