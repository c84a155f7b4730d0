import { cstring, int8 } from '../codec/field.ts';

/** data_sm, SMPP 3.4 section 4.7: the text travels in the TLV message_payload. */
export const dataSm = {
  serviceType: cstring(6),
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(65),
  destAddrTon: int8,
  destAddrNpi: int8,
  destinationAddr: cstring(65),
  esmClass: int8,
  registeredDelivery: int8,
  dataCoding: int8,
} as const;

export const dataSmResp = {
  messageId: cstring(65),
} as const;
