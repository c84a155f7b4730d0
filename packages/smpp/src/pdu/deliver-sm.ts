import { cstring } from '../codec/field.ts';
import { submitSm } from './submit-sm.ts';

/** deliver_sm, SMPP 3.4 section 4.6: the fields of submit_sm, some of them always null. */
export const deliverSm = submitSm;

/** message_id is unused and null. */
export const deliverSmResp = {
  messageId: cstring(65),
} as const;
