import { cstring, int8 } from '../codec/field.ts';

/** query_sm, SMPP 3.4 section 4.8. */
export const querySm = {
  messageId: cstring(65),
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(21),
} as const;

export const querySmResp = {
  messageId: cstring(65),
  finalDate: cstring(17),
  messageState: int8,
  errorCode: int8,
} as const;
