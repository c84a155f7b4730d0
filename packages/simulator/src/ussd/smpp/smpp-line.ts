import { CommandStatus, commandStatusName } from '@ujumbe/smpp';
import { InvalidInput } from '../../invalid-input.ts';
import { checkDialled } from '../dialects/service-code.ts';
import { connectionProblem, type UssdEnd, type UssdLine, type UssdScreen } from '../front.ts';
import { addressOfCode, buildDeliver, type SmppSession, type SmppStep } from './deliver-pdus.ts';
import { RefusedSubmit, readSubmit, type UssdSubmit } from './read-submit.ts';
import type { SmppFrontTools } from './smpp-front.ts';

interface Waiting {
  resolve(screen: UssdScreen): void;
  timer: NodeJS.Timeout;
}

/** One phone at an operator that speaks SMPP: requests leave as deliver_sm, screens come as submit_sm of their own. */
export class SmppLine implements UssdLine {
  readonly #msisdn: string;
  readonly #tools: SmppFrontTools;
  #session: SmppSession | null = null;
  /** A session that timed out, which the gateway may still close; what it closes with is not shown. */
  #timedOut: SmppSession | null = null;
  #last: { session: SmppSession; step: SmppStep; text: string } | null = null;
  #waiting: Waiting | null = null;
  #answers: UssdScreen[] = [];
  #sessions = 0;

  constructor(msisdn: string, tools: SmppFrontTools) {
    this.#msisdn = msisdn;
    this.#tools = tools;
  }

  get open(): boolean {
    return this.#session !== null;
  }

  get answers(): readonly UssdScreen[] {
    return this.#answers;
  }

  /** A session that the gateway ends is over with its last screen. */
  get ended(): null {
    return null;
  }

  async dial(code: string, copies = 1): Promise<UssdScreen> {
    checkDialled(code);
    const address = addressOfCode(this.#tools.profile, code);
    this.#timedOut = null;
    this.#session = this.#newSession(address, this.#nextNumber());
    this.#session.echo = this.#nextEcho();
    return this.#ask(this.#session, 'begin', code, copies);
  }

  async answer(text: string, copies = 1): Promise<UssdScreen> {
    if (!this.#session) {
      throw new InvalidInput('msisdn', this.#msisdn, 'a phone with an open session: dial first');
    }
    this.#session.echo = this.#nextEcho();
    return this.#ask(this.#session, 'continue', text, copies);
  }

  async repeat(copies = 1): Promise<UssdScreen> {
    if (!this.#last) throw new InvalidInput('msisdn', this.#msisdn, 'a phone that has dialled');
    const { session, step, text } = this.#last;
    return this.#ask(session, step, text, copies);
  }

  hangUp(): Promise<UssdEnd> {
    return this.#abort('abort');
  }

  timeOut(): Promise<UssdEnd> {
    this.#timedOut = this.#session;
    return this.#abort('timeout');
  }

  /** Takes a submit for this phone. @throws RefusedSubmit for what this operator would not show */
  receive(pdu: UssdSubmit): void {
    const { profile, onPush } = this.#tools;
    if (this.#closesTimedOut(pdu)) return;
    try {
      const { kind, text, number } = readSubmit(pdu, profile, this.#session);
      const screen = { text, open: kind === 'con' };
      if (kind === 'push') {
        const open = this.#session !== null;
        onPush(this.#msisdn, { text, open });
        this.#confirm(this.#newSession(pdu.sourceAddr, number ?? this.#nextNumber()));
        return;
      }
      this.#session ??= this.#newSession(pdu.sourceAddr, number ?? this.#nextNumber());
      if (kind === 'end') this.#session = null;
      this.#answers.push(screen);
      if (!this.#settle(screen)) onPush(this.#msisdn, screen);
    } catch (error) {
      if (error instanceof RefusedSubmit) this.#give(error.message, error.status);
      throw error;
    }
  }

  #closesTimedOut(pdu: UssdSubmit): boolean {
    if (this.#session || !this.#timedOut) return false;
    try {
      if (readSubmit(pdu, this.#tools.profile, this.#timedOut).kind !== 'end') return false;
      this.#timedOut = null;
      return true;
    } catch (error) {
      if (error instanceof RefusedSubmit) return false;
      throw error;
    }
  }

  /** Gives up what is awaited: the operator goes away. */
  close(): void {
    this.#give('The front was closed.', 0);
  }

  async #ask(session: SmppSession, step: SmppStep, text: string, copies: number): Promise<UssdScreen> {
    const { profile, carrier, systemId, timeoutMs } = this.#tools;
    this.#settle({ text: connectionProblem, open: false });
    this.#last = { session, step, text };
    this.#session = session;
    this.#answers = [];
    const screen = new Promise<UssdScreen>((resolve) => {
      const timer = setTimeout(() => this.#give(`No screen came within ${timeoutMs} ms.`, 0), timeoutMs);
      this.#waiting = { resolve, timer };
      this.#tools.waiting.add(this);
    });
    if (!carrier.isReceiving(systemId)) {
      this.#give(`${systemId} is not bound to receive.`, CommandStatus.ESME_RINVBNDSTS);
      return screen;
    }
    const pdu = buildDeliver(profile, session, step, text);
    const statuses = Array.from({ length: copies }, () => carrier.deliver(systemId, pdu));
    void statuses[0]?.then((status) => {
      if (status === 0 || this.#session !== session) return;
      this.#give(`The gateway answered the deliver_sm with ${commandStatusName(status)}.`, status);
    });
    return screen;
  }

  async #abort(step: 'abort' | 'timeout'): Promise<UssdEnd> {
    const { profile, carrier, systemId } = this.#tools;
    const session = this.#session;
    if (!session) return { told: false };
    this.#session = null;
    this.#settle({ text: '', open: false });
    if (!carrier.isReceiving(systemId)) return { told: false };
    const status = await carrier.deliver(systemId, buildDeliver(profile, session, step));
    if (status === 0) return { told: true };
    const why = `The gateway answered the abort with ${commandStatusName(status)}.`;
    return { told: true, error: { why, status, body: '' } };
  }

  #confirm(session: SmppSession): void {
    const { profile, carrier, systemId } = this.#tools;
    // After the answer to the push, as the phone shows it later than the operator takes it.
    setImmediate(() => void carrier.deliver(systemId, buildDeliver(profile, session, 'confirm')));
  }

  /** Ends the session with an error, where a screen is awaited. */
  #give(why: string, status: number): void {
    if (!this.#waiting) return;
    const screen = { text: connectionProblem, open: false, error: { why, status, body: '' } };
    this.#session = null;
    this.#answers.push(screen);
    this.#settle(screen);
  }

  #settle(screen: UssdScreen): boolean {
    const waiting = this.#waiting;
    if (!waiting) return false;
    this.#waiting = null;
    this.#tools.waiting.delete(this);
    clearTimeout(waiting.timer);
    waiting.resolve(screen);
    return true;
  }

  #newSession(address: string, number: number | null): SmppSession {
    return { msisdn: this.#msisdn, address, number, echo: null };
  }

  #nextEcho(): number | null {
    const { profile, nextNumber } = this.#tools;
    return profile.echo ? nextNumber() % 0x1_0000 : null;
  }

  #nextNumber(): number | null {
    const { profile, nextNumber } = this.#tools;
    const { session, endBit } = profile;
    if (!session) return null;
    this.#sessions += 1;
    const count = session.scope === 'phone' ? this.#sessions : nextNumber();
    const room = (session.octets === 2 ? 0x1_0000 : 0x1_0000_0000) / (endBit ? 2 : 1);
    return (count % room) * (endBit ? 2 : 1);
  }
}
