import { joinParts, type RadioMessage, Reassembly } from './reassembly.ts';

/** `full` keeps messages; `ids` keeps message ids per number; `count` only counts (for load tests). */
export type InboxMode = 'full' | 'ids' | 'count';

/** A message as the phone shows it: parts joined. */
export interface HandsetMessage {
  from: string;
  to: string;
  text: string;
  encoding: string;
  /** Shown at once and not stored (class 0). */
  flash: boolean;
  parts: number;
  /** SMSC message ids of every submit that went into it; more ids than parts means some part came twice. */
  messageIds: string[];
  /** The bind that submitted it. */
  systemId: string;
  /** ISO 8601, UTC, when the last part arrived. */
  receivedAt: string;
}

export interface Inbox {
  msisdn: string;
  /** Submits that reached this number, parts counted one by one. */
  submits: number;
  /** Oldest first; empty unless the mode is `full`. */
  messages: HandsetMessage[];
  /** Long messages with parts missing. */
  incomplete: { from: string; have: number[]; total: number }[];
  /** Message ids in order of arrival; filled only in mode `ids`. */
  messageIds: string[];
}

export interface HandsetOptions {
  mode?: InboxMode;
  /** Messages kept over all numbers (ids in mode `ids`); the oldest go first. Default 100,000. */
  maxMessages?: number;
  /** Numbers counted separately; further numbers count in the total only. Default 1,000,000. */
  maxNumbers?: number;
}

interface Phone {
  submits: number;
  messages: HandsetMessage[];
  messageIds: string[];
}

/** Every phone of the simulated network. Memory is bounded whatever is sent to it. */
export class Handsets {
  readonly mode: InboxMode;
  readonly #maxMessages: number;
  readonly #maxNumbers: number;
  readonly #phones = new Map<string, Phone>();
  readonly #reassembly = new Reassembly();
  /** Numbers in order of their kept messages, read from `#oldest`: whose oldest message goes next. */
  #arrivals: string[] = [];
  #oldest = 0;
  #submits = 0;
  #messages = 0;

  constructor({ mode = 'full', maxMessages = 100_000, maxNumbers = 1_000_000 }: HandsetOptions = {}) {
    this.mode = mode;
    this.#maxMessages = maxMessages;
    this.#maxNumbers = maxNumbers;
  }

  get totals(): { submits: number; messages: number; numbers: number } {
    return { submits: this.#submits, messages: this.#messages, numbers: this.#phones.size };
  }

  /** The light path of modes `count` and `ids`: the text is never looked at. */
  count(to: string, messageId: string): void {
    this.#submits += 1;
    const phone = this.#phone(to);
    if (!phone) return;
    phone.submits += 1;
    if (this.mode !== 'ids') return;
    phone.messageIds.push(messageId);
    this.#keep(to);
  }

  /** Mode `full`: takes a submit and returns the message it shows, or null while parts are missing. */
  receive(radio: RadioMessage, at = new Date()): HandsetMessage | null {
    this.#submits += 1;
    const phone = this.#phone(radio.to);
    if (phone) phone.submits += 1;
    const assembly = radio.part ? this.#reassembly.add(radio, radio.part) : null;
    if (radio.part && !assembly) return null;
    const message: HandsetMessage = {
      from: radio.from,
      to: radio.to,
      text: assembly ? joinParts(assembly) : radio.text,
      encoding: radio.encoding,
      flash: radio.flash,
      parts: assembly ? assembly.total : 1,
      messageIds: assembly ? assembly.messageIds : [radio.messageId],
      systemId: radio.systemId,
      receivedAt: at.toISOString(),
    };
    this.#messages += 1;
    if (phone) {
      phone.messages.push(message);
      this.#keep(radio.to);
    }
    return message;
  }

  inbox(msisdn: string): Inbox {
    const number = msisdn.replace(/^\+/, '');
    const phone = this.#phones.get(number);
    return {
      msisdn: number,
      submits: phone?.submits ?? 0,
      messages: phone ? [...phone.messages] : [],
      incomplete: this.#reassembly
        .waitingFor(number)
        .map(({ from, parts, total }) => ({ from, have: [...parts.keys()].sort((a, b) => a - b), total })),
      messageIds: phone ? [...phone.messageIds] : [],
    };
  }

  /** Numbers that have received something, in order of first arrival. */
  numbers(): string[] {
    return [...this.#phones.keys()];
  }

  clear(): void {
    this.#phones.clear();
    this.#reassembly.clear();
    this.#arrivals = [];
    this.#oldest = 0;
    this.#submits = 0;
    this.#messages = 0;
  }

  #phone(msisdn: string): Phone | null {
    let phone = this.#phones.get(msisdn);
    if (!phone) {
      if (this.#phones.size >= this.#maxNumbers) return null;
      phone = { submits: 0, messages: [], messageIds: [] };
      this.#phones.set(msisdn, phone);
    }
    return phone;
  }

  #keep(msisdn: string): void {
    this.#arrivals.push(msisdn);
    if (this.#arrivals.length - this.#oldest <= this.#maxMessages) return;
    const owner = this.#phones.get(this.#arrivals[this.#oldest] ?? '');
    if (this.mode === 'ids') owner?.messageIds.shift();
    else owner?.messages.shift();
    this.#oldest += 1;
    if (this.#oldest > this.#maxMessages) {
      this.#arrivals = this.#arrivals.slice(this.#oldest);
      this.#oldest = 0;
    }
  }
}
