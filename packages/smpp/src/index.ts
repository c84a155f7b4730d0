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
export { formatSmppTime, parseSmppTime, type SmppTime } from './smpp-time.ts';
export * from './text/index.ts';
export { type RawTlv, type TlvName, type Tlvs, tlvTable } from './tlv.ts';
export { Npi, Ton } from './ton-npi.ts';
