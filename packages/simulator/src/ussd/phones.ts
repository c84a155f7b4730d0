import type { UssdScreen } from './front.ts';

/** One screen of a phone and what brought it up. */
export interface UssdMoment {
  /** ISO 8601, UTC, when the screen came up. */
  at: string;
  /** The front it went over. */
  front: string;
  /** `push`: the network began. `end`: the session went away without a screen. */
  by: 'dial' | 'answer' | 'repeat' | 'push' | 'end';
  /** What was dialled or typed; '' where nothing was. */
  sent: string;
  screen: UssdScreen;
}

export interface UssdPhone {
  msisdn: string;
  /** The front with the open session, null while there is none. */
  front: string | null;
  /** What the display shows, null before the first screen. */
  screen: UssdScreen | null;
  /** Oldest first. */
  history: UssdMoment[];
}

interface Display {
  screen: UssdScreen | null;
  /** The front with the open session. */
  front: string | null;
  /** The front last dialled or shown, open or not. */
  lastFront: string;
  history: UssdMoment[];
}

/** The displays of all phones: the last screen of each and those before it. Memory is bounded. */
export class UssdPhones {
  readonly #maxPhones: number;
  readonly #maxScreens: number;
  readonly #phones = new Map<string, Display>();

  constructor({ maxPhones = 100_000, maxScreens = 200 } = {}) {
    this.#maxPhones = maxPhones;
    this.#maxScreens = maxScreens;
  }

  /** Notes that a phone dials over a front, before anything is shown. */
  use(msisdn: string, front: string): void {
    this.#phone(msisdn, front).lastFront = front;
  }

  show(msisdn: string, moment: UssdMoment): void {
    const phone = this.#phone(msisdn, moment.front);
    phone.screen = moment.screen;
    phone.lastFront = moment.front;
    phone.front = moment.screen.open ? moment.front : null;
    phone.history.push(moment);
    if (phone.history.length > this.#maxScreens) phone.history.shift();
  }

  /** The front last dialled or shown, open or not; null for a phone never heard of. */
  lastFront(msisdn: string): string | null {
    return this.#phones.get(msisdn)?.lastFront ?? null;
  }

  /** What one phone shows; a phone never heard of shows nothing. */
  phone(msisdn: string): UssdPhone {
    const { screen, front, history } = this.#phones.get(msisdn) ?? { screen: null, front: null, history: [] };
    return { msisdn, front, screen, history: [...history] };
  }

  #phone(msisdn: string, front: string): Display {
    let phone = this.#phones.get(msisdn);
    if (!phone) {
      phone = { screen: null, front: null, lastFront: front, history: [] };
      this.#phones.set(msisdn, phone);
      if (this.#phones.size > this.#maxPhones) {
        const [oldest] = this.#phones.keys();
        if (oldest !== undefined) this.#phones.delete(oldest);
      }
    }
    return phone;
  }
}
