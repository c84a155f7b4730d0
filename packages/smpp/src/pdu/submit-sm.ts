import { cstring, int8, octets } from '../codec/field.ts';

/** submit_sm, SMPP 3.4 section 4.4. */
export const submitSm = {
  serviceType: cstring(6),
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(21),
  destAddrTon: int8,
  destAddrNpi: int8,
  destinationAddr: cstring(21),
  esmClass: int8,
  protocolId: int8,
  priorityFlag: int8,
  scheduleDeliveryTime: cstring(17),
  validityPeriod: cstring(17),
  registeredDelivery: int8,
  replaceIfPresentFlag: int8,
  dataCoding: int8,
  smDefaultMsgId: int8,
  shortMessage: octets,
} as const;

export const submitSmResp = {
  messageId: cstring(65),
} as const;
