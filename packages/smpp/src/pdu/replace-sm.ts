import { cstring, int8, octets } from '../codec/field.ts';

/** replace_sm, SMPP 3.4 section 4.10. */
export const replaceSm = {
  messageId: cstring(65),
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(21),
  scheduleDeliveryTime: cstring(17),
  validityPeriod: cstring(17),
  registeredDelivery: int8,
  smDefaultMsgId: int8,
  shortMessage: octets,
} as const;

export const replaceSmResp = {} as const;
