import type { IncomingHttpHeaders } from 'node:http';

/** A request as the operator sends it, but for its address where that is the front's own. */
export interface FrontRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface FrontAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Read as UTF-8. */
  body: string;
}

/** Thrown for an answer the operator would not show. The message says why. */
export class RefusedAnswer extends Error {
  override name = 'RefusedAnswer';
}

/** What a subscriber began. */
export interface Call {
  /** Digits, with calling code. */
  msisdn: string;
  /** The whole string, such as `*123*12#`. */
  dialled: string;
  /** Unlike that of any other session. */
  number: number;
}

export type EndReason = 'user' | 'timeout';

/** One session as the operator keeps it: what it remembers between requests lives here. */
export interface Dialogue {
  begin(): FrontRequest;
  answer(text: string): FrontRequest;
  /** What the operator sends when the session ends before its last screen; null when it tells nobody. */
  end(reason: EndReason): FrontRequest | null;
  /** @throws RefusedAnswer for what the operator would not show */
  read(answer: FrontAnswer): { text: string; open: boolean };
  /** @throws RefusedAnswer when the answer to `end` or `closed` is not what the operator expects */
  readEnd?(answer: FrontAnswer): void;
  /** What the operator sends of its own after the last screen or an error; null for nothing. */
  closed?(outcome: 'shown' | 'failed', why: string): FrontRequest | null;
}

/** How one operator speaks USSD over HTTP, written from the operator's side. */
export interface Dialect {
  /** As a gateway's connector names its adapter. */
  id: string;
  /** One line for people. */
  summary: string;
  /** Options that can be pasted. */
  example: object;
  /**
   * Checks the options and returns the way to open sessions against a gateway's address.
   *
   * @throws InvalidInput naming `field`; the opener throws it for a code that is not routed here
   */
  start(options: unknown, field: string, url: string): (call: Call) => Dialogue;
}
