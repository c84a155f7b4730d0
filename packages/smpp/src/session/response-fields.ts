import type { FailedDestination } from '../codec/field.ts';
import type { Tlvs } from '../tlv.ts';

/** What a response may say; fields its PDU does not have are ignored. */
export interface ResponseFields {
  /** command_status, 0 when left out. */
  status?: number;
  messageId?: string;
  systemId?: string;
  finalDate?: string;
  messageState?: number;
  errorCode?: number;
  failures?: FailedDestination[];
  tlvs?: Tlvs;
}
