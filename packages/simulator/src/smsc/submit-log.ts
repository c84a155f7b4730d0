import type { PartOf } from '../reassembly.ts';

/** One submit as it arrived, for tests that look at the wire. */
export interface SubmitRecord {
  /** ISO 8601, UTC. */
  at: string;
  systemId: string;
  from: string;
  to: string;
  text: string;
  encoding: string;
  part: PartOf | null;
  /** As written in the answer. */
  messageId: string;
  /** command_status of the answer; what became of a submit with 0 is in `stat`. */
  status: number;
  stat: string;
  sourceTon: number;
  sourceNpi: number;
  destTon: number;
  destNpi: number;
  esmClass: number;
  dataCoding: number;
  registeredDelivery: number;
  validityPeriod: string;
  priority: number;
}

/** The last submits, newest last. */
export class SubmitLog {
  readonly #limit: number;
  #records: SubmitRecord[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(record: SubmitRecord): void {
    this.#records.push(record);
    // Trimmed in halves so that the cost of moving the array is spread over many submits.
    if (this.#records.length >= this.#limit * 2) this.#records = this.#records.slice(-this.#limit);
  }

  /** Submits to one number, or all. */
  list(to?: string): SubmitRecord[] {
    const recent = this.#records.slice(-this.#limit);
    return to === undefined ? recent : recent.filter((record) => record.to === to);
  }

  find(messageId: string): SubmitRecord | undefined {
    return this.#records.findLast((record) => record.messageId === messageId && record.status === 0);
  }

  clear(): void {
    this.#records = [];
  }
}
