import type { Body } from '../codec/field.ts';
import type { AnsweredName, BindName, CommandName, RequestName, ResponseName } from '../command-id.ts';
import type { Tlvs } from '../tlv.ts';
import type { bodies } from './registry.ts';

/** A decoded PDU of one kind: every field of its body is present, absent ones hold the null value. */
export type PduOf<C extends CommandName> = C extends CommandName
  ? {
      command: C;
      /** command_status: 0 in requests. */
      status: number;
      /** sequence_number, 1..0x7fffffff. */
      sequence: number;
      tlvs?: Tlvs | undefined;
    } & Body<(typeof bodies)[C]>
  : never;

/** A PDU to encode: fields left out take the null value (0, empty string, no octets). */
export type PduInput<C extends CommandName> = C extends CommandName
  ? {
      command: C;
      status?: number | undefined;
      sequence?: number | undefined;
      tlvs?: Tlvs | undefined;
    } & Partial<Body<(typeof bodies)[C]>>
  : never;

export type Pdu = PduOf<CommandName>;
export type RequestPdu = PduOf<RequestName>;
export type AnsweredPdu = PduOf<AnsweredName>;
export type ResponsePdu = PduOf<ResponseName>;
export type BindPdu = PduOf<BindName>;
/** A request a session can send and wait for; it numbers the PDU itself. */
export type RequestInput = PduInput<AnsweredName>;

/** The PDUs that carry a message or a receipt. */
export type MessagePdu = PduOf<'submit_sm' | 'deliver_sm' | 'data_sm'>;

export function isResponse(pdu: Pdu): pdu is ResponsePdu {
  return pdu.command === 'generic_nack' || pdu.command.endsWith('_resp');
}
