import { CommandStatus } from '@ujumbe/smpp';
import { InvalidInput } from '../invalid-input.ts';
import { readAddress, readChoice, readObject } from '../read-input.ts';
import { type DialectOptions, dialects } from './dialects/registry.ts';
import type { UssdEnd, UssdFront, UssdLine, UssdScreen } from './front.ts';
import { type HttpFrontSettings, openHttpFront } from './http/http-front.ts';
import { type UssdMoment, type UssdPhone, UssdPhones } from './phones.ts';
import type { UssdSubmit } from './smpp/read-submit.ts';
import {
  openSmppFront,
  type SmppCarrier,
  type SmppFront,
  type SmppFrontSettings,
} from './smpp/smpp-front.ts';

/** A front by the gateway adapter it talks to; `smpp` for one over the SMSC's sessions. */
export type FrontSettings =
  | {
      [Id in keyof DialectOptions]: HttpFrontSettings & { adapter: Id; options?: DialectOptions[Id] };
    }[keyof DialectOptions]
  | (SmppFrontSettings & { adapter: 'smpp' });

export interface FrontState {
  name: string;
  adapter: string;
}

/** What happens on phones, for the event stream. */
interface UssdNetworkEvents {
  onScreen(msisdn: string, moment: UssdMoment): void;
  /** A submit of the gateway was refused: why, in words. `front` is '' where the bind carries no USSD. */
  onRefused(msisdn: string, front: string, why: string): void;
}

const httpKeys = ['adapter', 'url', 'timeoutMs', 'proof', 'options'] as const;
const smppKeys = ['adapter', 'systemId', 'profile', 'timeoutMs'] as const;

/** The USSD side of the simulated world: operators' fronts, and the phones that dial through them. */
export class UssdNetwork {
  readonly #carrier: SmppCarrier;
  readonly #events: UssdNetworkEvents;
  readonly #phones = new UssdPhones();
  readonly #fronts = new Map<string, UssdFront | SmppFront>();
  #lastNumber = Date.now();

  constructor(carrier: SmppCarrier, events: UssdNetworkEvents) {
    this.#carrier = carrier;
    this.#events = events;
  }

  /** Adds an operator, or replaces the one of this name; its open sessions are forgotten. Throws `InvalidInput`. */
  addFront(name: string, settings: FrontSettings): FrontState {
    const front = this.#open(name, settings);
    this.removeFront(name);
    this.#fronts.set(name, front);
    return { name, adapter: front.adapter };
  }

  removeFront(name: string): void {
    this.#fronts.get(name)?.close();
    this.#fronts.delete(name);
  }

  /** Points a front over HTTP at another address of the gateway, such as its other process; sessions go on there. */
  moveFront(name: string, url: string): void {
    const front = this.#fronts.get(name);
    if (!front?.moveTo) throw new InvalidInput('front', name, 'the name of a front over HTTP');
    front.moveTo(url);
  }

  fronts(): FrontState[] {
    return [...this.#fronts.values()].map(({ name, adapter }) => ({ name, adapter }));
  }

  /** Dials on a front, the first one added where none is named. Resolves with what the phone then shows. */
  async dial(msisdn: string, code: string, front?: string, copies?: number): Promise<UssdScreen> {
    const phone = readAddress(msisdn, 'msisdn');
    const name = front ?? [...this.#fronts.keys()][0];
    const line = this.#lineOf(name, phone);
    this.#phones.use(phone, name ?? '');
    return this.#show(phone, name ?? '', 'dial', code, await line.dial(code, copies));
  }

  /** Answers the phone's open session. */
  async answer(msisdn: string, text: string, copies?: number): Promise<UssdScreen> {
    const { phone, name, line } = this.#current(msisdn);
    return this.#show(phone, name, 'answer', text, await line.answer(text, copies));
  }

  /** The operator sends the phone's last request again. */
  async repeat(msisdn: string, copies?: number): Promise<UssdScreen> {
    const { phone, name, line } = this.#current(msisdn);
    return this.#show(phone, name, 'repeat', '', await line.repeat(copies));
  }

  /** The subscriber closes the session. */
  hangUp(msisdn: string): Promise<UssdEnd> {
    return this.#end(msisdn, 'hangUp');
  }

  /** The operator gives up waiting for the subscriber. */
  timeOut(msisdn: string): Promise<UssdEnd> {
    return this.#end(msisdn, 'timeOut');
  }

  phone(msisdn: string): UssdPhone {
    return this.#phones.phone(readAddress(msisdn, 'msisdn'));
  }

  /** The line of a phone at one front, for what the display does not show. */
  line(msisdn: string, front: string): UssdLine {
    return this.#lineOf(front, readAddress(msisdn, 'msisdn'));
  }

  /** Takes a submit with ussd_service_op; 0 when a phone shows it, else the status to refuse it with. */
  receive(pdu: UssdSubmit, systemId: string): number {
    for (const front of this.#fronts.values()) {
      if (!('receive' in front) || front.systemId !== systemId) continue;
      const { status, why } = front.receive(pdu);
      if (status !== 0) this.#events.onRefused(pdu.destinationAddr, front.name, why);
      return status;
    }
    this.#events.onRefused(pdu.destinationAddr, '', `No front carries USSD for ${systemId}.`);
    return CommandStatus.ESME_RINVSERTYP;
  }

  close(): void {
    for (const name of [...this.#fronts.keys()]) this.removeFront(name);
  }

  #open(name: string, settings: FrontSettings): UssdFront | SmppFront {
    const adapters = ['smpp', ...dialects.map(({ id }) => id)];
    const adapter = readChoice(settings.adapter, 'adapter', adapters);
    const nextNumber = (): number => {
      this.#lastNumber += 1;
      return this.#lastNumber;
    };
    const dialect = dialects.find(({ id }) => id === adapter);
    if (dialect) return openHttpFront(name, dialect, readObject(settings, 'front', httpKeys), nextNumber);
    return openSmppFront(name, readObject(settings, 'front', smppKeys), {
      carrier: this.#carrier,
      nextNumber,
      onPush: (msisdn, screen) => void this.#show(msisdn, name, 'push', '', screen),
    });
  }

  #lineOf(name: string | undefined, msisdn: string): UssdLine {
    const front = name === undefined ? undefined : this.#fronts.get(name);
    if (!front) {
      const known = [...this.#fronts.keys()].join(', ') || 'a front that was added first';
      throw new InvalidInput('front', name, known);
    }
    return front.line(msisdn);
  }

  #current(msisdn: string): { phone: string; name: string; line: UssdLine } {
    const phone = readAddress(msisdn, 'msisdn');
    const name = this.#phones.lastFront(phone);
    if (name === null) throw new InvalidInput('msisdn', msisdn, 'a phone that has dialled');
    return { phone, name, line: this.#lineOf(name, phone) };
  }

  async #end(msisdn: string, how: 'hangUp' | 'timeOut'): Promise<UssdEnd> {
    const { phone, name, line } = this.#current(msisdn);
    const end = await line[how]();
    this.#show(phone, name, 'end', '', { text: '', open: false });
    return end;
  }

  #show(msisdn: string, front: string, by: UssdMoment['by'], sent: string, screen: UssdScreen): UssdScreen {
    const moment: UssdMoment = { at: new Date().toISOString(), front, by, sent, screen };
    this.#phones.show(msisdn, moment);
    this.#events.onScreen(msisdn, moment);
    return screen;
  }
}
