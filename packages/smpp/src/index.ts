export { decodePdu } from './codec/decode.ts';
export { encodePdu } from './codec/encode.ts';
export { PduError, type PduFault, RecoverablePduError, UnrecoverablePduError } from './codec/errors.ts';
export type { Destination, FailedDestination } from './codec/field.ts';
export { Framer } from './codec/framer.ts';
export {
  type AnsweredName,
  type BindName,
  CommandId,
  type CommandName,
  type RequestName,
  type ResponseName,
} from './command-id.ts';
export { CommandStatus, type CommandStatusName, commandStatusName } from './command-status.ts';
export { EsmClass, RegisteredDelivery } from './esm-class.ts';
export {
  type BindOptions,
  EsmeLink,
  type EsmeLinkHandlers,
  type EsmeLinkOptions,
  type LinkState,
} from './esme-link.ts';
export { MessageState, type MessageStateName } from './message-state.ts';
export {
  type AnsweredPdu,
  type BindPdu,
  isResponse,
  type MessagePdu,
  type Pdu,
  type PduInput,
  type PduOf,
  type RequestInput,
  type RequestPdu,
  type ResponsePdu,
} from './pdu/pdu.ts';
export { formatReceipt, type ReceiptFields } from './receipt/format-receipt.ts';
export { parseReceipt, type Receipt, type ReceiptOptions } from './receipt/parse-receipt.ts';
export { numberOfState, type ReceiptState, stateOfNumber, stateOfWord } from './receipt/state.ts';
export type { ReconnectOptions } from './session/backoff.ts';
export type { SessionHandlers } from './session/handlers.ts';
export type { TlsClientOptions } from './session/open-socket.ts';
export { defaultSessionOptions, type SessionOptions } from './session/options.ts';
export {
  type CloseCode,
  type CloseReason,
  type OnOutcome,
  type Outcome,
  SessionError,
} from './session/outcome.ts';
export type { ResponseFields } from './session/response-fields.ts';
export { Session, type SessionState } from './session/session.ts';
export { formatSmppTime, parseSmppTime, type SmppTime } from './smpp-time.ts';
export {
  type BindVerdict,
  type Remote,
  SmscServer,
  type SmscServerHandlers,
  type SmscServerOptions,
} from './smsc-server.ts';
export * from './text/index.ts';
export { type RawTlv, type TlvName, type Tlvs, tlvByTag, tlvTable } from './tlv.ts';
export { Npi, Ton } from './ton-npi.ts';
