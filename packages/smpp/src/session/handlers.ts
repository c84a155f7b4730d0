import type { PduError } from '../codec/errors.ts';
import type { BindPdu, RequestPdu, ResponsePdu } from '../pdu/pdu.ts';
import type { CloseReason } from './outcome.ts';
import type { Session } from './session.ts';

/** What a session tells its owner. Handlers run in the order of the wire and must not block. */
export interface SessionHandlers {
  /** A message request of the peer, to be answered with `session.respond`. Octets in it are views: copy what stays. */
  onRequest?(pdu: RequestPdu, session: Session): void;
  /** SMSC side: a bind, to be answered with `acceptBind` or `refuseBind`. */
  onBind?(pdu: BindPdu, session: Session): void;
  /** The answer to a request already reported as timed out. */
  onLateResponse?(pdu: ResponsePdu, session: Session): void;
  /** A response to nothing we sent. */
  onUnexpectedResponse?(pdu: ResponsePdu, session: Session): void;
  /** A PDU that could not be read; it has been answered. */
  onPduError?(error: PduError, session: Session): void;
  /** Slots became free, or output flows again: at most once per chunk read. */
  onDrain?(session: Session): void;
  /** The session has ended, once; every outstanding request has had its outcome before. */
  onClose?(reason: CloseReason, session: Session): void;
  /** One of the handlers above threw. Without this handler the error is thrown again outside of the session. */
  onHandlerError?(error: unknown, session: Session): void;
}
