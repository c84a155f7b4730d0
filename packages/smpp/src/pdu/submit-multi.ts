import { cstring, destinations, failures, int8, octets } from '../codec/field.ts';

/** submit_multi, SMPP 3.4 section 4.5: submit_sm to a list of addresses and distribution lists. */
export const submitMulti = {
  serviceType: cstring(6),
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(21),
  destinations: destinations,
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

export const submitMultiResp = {
  messageId: cstring(65),
  failures: failures,
} as const;
