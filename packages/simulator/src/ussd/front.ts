/** What a phone says when its operator gave a session up. */
export const connectionProblem = 'Connection problem or invalid MMI code.';

/** Why an operator gave up: it could not reach the gateway, or the gateway's answer was none of its dialect. */
export interface FrontError {
  why: string;
  /** HTTP status, or command_status over SMPP; 0 where there was no answer. */
  status: number;
  body: string;
}

/** What the phone shows. An error reads as `connectionProblem` there; its cause stands beside it. */
export interface UssdScreen {
  text: string;
  /** Whether the subscriber may answer. */
  open: boolean;
  error?: FrontError;
}

/** How the end of a session was told to the gateway. */
export interface UssdEnd {
  /** False where this operator tells nobody. */
  told: boolean;
  error?: FrontError;
}

/** One phone at one operator's front. The screen returned is also what the phone shows from then on. */
export interface UssdLine {
  /** Whether the subscriber may answer now. */
  readonly open: boolean;
  /** The answers to all copies of the last request, in order; the first is the one the phone showed. */
  readonly answers: readonly UssdScreen[];
  /** The operator's own word after a session, where it sends one: settled when the gateway has answered it. */
  readonly ended: Promise<UssdEnd> | null;
  /**
   * Dials a code such as `*123*12#`; a session still open is left lying, as after a lost radio link.
   *
   * @param copies how many times the operator sends the request, all at once
   * @throws InvalidInput for a code that would not be routed to this front
   */
  dial(code: string, copies?: number): Promise<UssdScreen>;
  /** @throws InvalidInput without an open session */
  answer(text: string, copies?: number): Promise<UssdScreen>;
  /** Sends the last request again, unchanged. @throws InvalidInput before the first */
  repeat(copies?: number): Promise<UssdScreen>;
  /** The subscriber closes the session. */
  hangUp(): Promise<UssdEnd>;
  /** The operator waited in vain for the subscriber. */
  timeOut(): Promise<UssdEnd>;
}

/** An operator's USSD platform, pointed at one connector of a gateway. */
export interface UssdFront {
  readonly name: string;
  /** Dialect, as the gateway's connector calls it. */
  readonly adapter: string;
  line(msisdn: string): UssdLine;
  /** From now on asks another address of the gateway; open sessions go on there. Not over SMPP. */
  moveTo?(url: string): void;
  close(): void;
}
