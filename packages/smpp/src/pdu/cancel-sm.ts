import { cstring, int8 } from '../codec/field.ts';

/** cancel_sm, SMPP 3.4 section 4.9. */
export const cancelSm = {
  serviceType: cstring(6),
  messageId: cstring(65),
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(21),
  destAddrTon: int8,
  destAddrNpi: int8,
  destinationAddr: cstring(21),
} as const;

export const cancelSmResp = {} as const;
