import { InvalidInput } from '../../invalid-input.ts';
import {
  type Dialogue,
  type EndReason,
  type FrontAnswer,
  type FrontRequest,
  RefusedAnswer,
} from '../dialects/dialect.ts';
import { checkDialled } from '../dialects/service-code.ts';
import {
  connectionProblem,
  type FrontError,
  type UssdEnd,
  type UssdLine,
  type UssdScreen,
} from '../front.ts';
import { tooLong } from '../screen-limit.ts';
import type { HttpFrontTools } from './http-front.ts';
import { withProof } from './proof.ts';
import { NoAnswer, sendRequest } from './send-request.ts';

/** One phone at an operator that asks over HTTP: keeps the session, the last request and what came back. */
export class HttpLine implements UssdLine {
  readonly #msisdn: string;
  readonly #tools: HttpFrontTools;
  #dialogue: Dialogue | null = null;
  #last: FrontRequest | null = null;
  #open = false;
  #answers: readonly UssdScreen[] = [];
  #ended: Promise<UssdEnd> | null = null;

  constructor(msisdn: string, tools: HttpFrontTools) {
    this.#msisdn = msisdn;
    this.#tools = tools;
  }

  get open(): boolean {
    return this.#open;
  }

  get answers(): readonly UssdScreen[] {
    return this.#answers;
  }

  get ended(): Promise<UssdEnd> | null {
    return this.#ended;
  }

  async dial(code: string, copies = 1): Promise<UssdScreen> {
    checkDialled(code);
    const call = { msisdn: this.#msisdn, dialled: code, number: this.#tools.nextNumber() };
    this.#dialogue = this.#tools.open(call);
    this.#ended = null;
    return this.#ask(this.#dialogue.begin(), this.#dialogue, copies);
  }

  async answer(text: string, copies = 1): Promise<UssdScreen> {
    if (!this.#dialogue || !this.#open) {
      throw new InvalidInput('msisdn', this.#msisdn, 'a phone with an open session: dial first');
    }
    return this.#ask(this.#dialogue.answer(text), this.#dialogue, copies);
  }

  async repeat(copies = 1): Promise<UssdScreen> {
    if (!this.#dialogue || !this.#last) {
      throw new InvalidInput('msisdn', this.#msisdn, 'a phone that has dialled');
    }
    return this.#ask(this.#last, this.#dialogue, copies);
  }

  hangUp(): Promise<UssdEnd> {
    return this.#end('user');
  }

  timeOut(): Promise<UssdEnd> {
    return this.#end('timeout');
  }

  async #ask(request: FrontRequest, dialogue: Dialogue, copies: number): Promise<UssdScreen> {
    this.#last = request;
    this.#open = true;
    const sent = Array.from({ length: copies }, () => this.#send(request));
    const screens = (await Promise.all(sent)).map((answer) => screenOf(answer, dialogue));
    const shown = screens[0] as UssdScreen;
    // The subscriber may have hung up or dialled anew meanwhile; then this screen is nobody's.
    if (this.#dialogue !== dialogue || !this.#open) return { text: '', open: false };
    this.#answers = screens;
    this.#open = shown.open;
    if (!shown.open) this.#report(dialogue, shown);
    return shown;
  }

  async #end(reason: EndReason): Promise<UssdEnd> {
    const dialogue = this.#dialogue;
    const request = this.#open && dialogue ? dialogue.end(reason) : null;
    this.#open = false;
    if (!dialogue || !request) return { told: false };
    this.#ended = this.#tell(request, dialogue);
    return this.#ended;
  }

  #report(dialogue: Dialogue, { error }: UssdScreen): void {
    const request = dialogue.closed?.(error ? 'failed' : 'shown', error?.why ?? '');
    if (request) this.#ended = this.#tell(request, dialogue);
  }

  async #tell(request: FrontRequest, dialogue: Dialogue): Promise<UssdEnd> {
    const answer = await this.#send(request);
    if (answer instanceof NoAnswer) return { told: true, error: noAnswer(answer) };
    try {
      dialogue.readEnd?.(answer);
      return { told: true };
    } catch (error) {
      return { told: true, error: refusal(error, answer) };
    }
  }

  async #send(request: FrontRequest): Promise<FrontAnswer | NoAnswer> {
    try {
      const { proof, timeoutMs, agent } = this.#tools;
      return await sendRequest(withProof(moved(request, this.#tools), proof), timeoutMs, agent);
    } catch (error) {
      if (error instanceof NoAnswer) return error;
      throw error;
    }
  }
}

/** A request to the gateway's address goes to where it has moved; a callback elsewhere stays as it is. */
function moved(request: FrontRequest, { url, movedTo }: HttpFrontTools): FrontRequest {
  if (!request.url.startsWith(url)) return request;
  return { ...request, url: movedTo + request.url.slice(url.length) };
}

function screenOf(answer: FrontAnswer | NoAnswer, dialogue: Dialogue): UssdScreen {
  if (answer instanceof NoAnswer) return failed(noAnswer(answer));
  try {
    const screen = dialogue.read(answer);
    const why = tooLong(screen.text);
    if (why !== null) throw new RefusedAnswer(why);
    return screen;
  } catch (error) {
    return failed(refusal(error, answer));
  }
}

function failed(error: FrontError): UssdScreen {
  return { text: connectionProblem, open: false, error };
}

function noAnswer({ message }: NoAnswer): FrontError {
  return { why: message, status: 0, body: '' };
}

function refusal(error: unknown, { status, body }: FrontAnswer): FrontError {
  if (error instanceof RefusedAnswer) return { why: error.message, status, body };
  throw error;
}
