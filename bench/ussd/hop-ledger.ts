import type { AppCount } from './app.ts';
import { hopsOfSession, inputAt, msisdnOf, screenAt, serviceCode } from './dialogue.ts';

/** Fields in the order of the documented USSD API, which the gateway speaks to applications. */
const tiaraFields = 'msisdn,sessionId,input,serviceCode,countryCode,network';

type Told = { msisdn: string; sessionId: string; input: string; serviceCode: string };
type Known = { sessionId: string; next: number };

const firstNumber = Number(msisdnOf(0));

/** Where each session of the application stands. Told a hop, it says what to answer, and counts what should not have come. */
export class HopLedger {
  readonly #sessions = new Map<string, Known>();
  #hops = 0;
  #wrong = 0;
  #firstWrong: string | null = null;

  /** @param head of the HTTP request @returns the screen of this hop; an END that nobody expects where the hop was wrong */
  take(head: string, body: string): string {
    this.#hops += 1;
    const told = readHop(head, body);
    const fault = typeof told === 'string' ? told : this.#follow(told);
    if (fault !== null || typeof told === 'string') {
      this.#wrong += 1;
      this.#firstWrong ??= `${fault}: ${body}`;
      return 'END This hop was wrong.\nt=';
    }
    const hop = (this.#sessions.get(told.msisdn)?.next ?? hopsOfSession) - 1;
    if (hop === hopsOfSession - 1) this.#sessions.delete(told.msisdn);
    return screenAt(sessionOf(told.msisdn), hop);
  }

  count(): AppCount {
    const unfinished = this.#sessions.size;
    return { hops: this.#hops, wrong: this.#wrong, firstWrong: this.#firstWrong, unfinished };
  }

  /** @returns what is wrong with a hop at its place; null when it is right, and the session is one hop further then */
  #follow({ msisdn, sessionId, input, ...told }: Told): string | null {
    const known = this.#sessions.get(msisdn) ?? { sessionId, next: 0 };
    if (sessionId === '' || known.sessionId !== sessionId) return 'another sessionId than before';
    if (told.serviceCode !== serviceCode) return 'another service code than was dialled';
    const expected = inputAt(sessionOf(msisdn), known.next);
    if (input !== expected) return `input is not "${expected}"`;
    known.next += 1;
    this.#sessions.set(msisdn, known);
    return null;
  }
}

/** A hop as the gateway tells it, or as the operator does: a proxy translates nothing. */
function readHop(head: string, body: string): Told | string {
  const fields = new URLSearchParams(body);
  const text = (name: string) => fields.get(name) ?? '';
  const common = { sessionId: text('sessionId'), serviceCode: text('serviceCode') };
  if (!head.startsWith('POST /tiara ')) {
    return { ...common, msisdn: text('phoneNumber').slice(1), input: text('text') };
  }
  const names = [...fields.keys()].join(',');
  return names === tiaraFields
    ? { ...common, msisdn: text('msisdn'), input: text('input') }
    : `its fields are ${names}, not ${tiaraFields}`;
}

function sessionOf(msisdn: string): number {
  return Number(msisdn) - firstNumber;
}
