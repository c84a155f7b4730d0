import type { ResponsePdu } from '../pdu/pdu.ts';

/** What became of a request. Exactly one is reported for each request sent. */
export type Outcome =
  /** The peer answered, with any status; `generic_nack` counts as an answer. */
  | { kind: 'response'; pdu: ResponsePdu }
  /** No answer in time: whether the peer took it is unknown. A late answer goes to `onLateResponse`. */
  | { kind: 'timeout'; sequence: number }
  /** The session ended first. `written` false: no octet left this process, sending again cannot duplicate. */
  | { kind: 'closed'; written: boolean };

export type OnOutcome = (outcome: Outcome) => void;

export type CloseCode =
  | 'local-unbind'
  | 'local-destroy'
  | 'remote-unbind'
  | 'remote-close'
  | 'socket-error'
  | 'bind-refused'
  | 'bind-timeout'
  | 'enquire-timeout'
  | 'partial-pdu-timeout'
  | 'unreadable-stream'
  | 'slow-peer';

export interface CloseReason {
  code: CloseCode;
  /** For people: what happened, with the values. */
  message: string;
}

/** A request that has no response to return: see `code`. */
export class SessionError extends Error {
  readonly code: 'not-bound' | 'window-full' | 'timeout' | 'closed' | 'wrong-direction';

  constructor(code: SessionError['code'], message: string) {
    super(message);
    this.name = 'SessionError';
    this.code = code;
  }
}
