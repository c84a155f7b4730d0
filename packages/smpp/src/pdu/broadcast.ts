import { cstring, int8 } from '../codec/field.ts';

/** The cell broadcast family, SMPP 5.0 sections 4.4 and 4.6: area and content type travel in TLVs. */
export const broadcastSm = {
  serviceType: cstring(6),
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(21),
  messageId: cstring(65),
  priorityFlag: int8,
  scheduleDeliveryTime: cstring(17),
  validityPeriod: cstring(17),
  replaceIfPresentFlag: int8,
  dataCoding: int8,
  smDefaultMsgId: int8,
} as const;

export const broadcastSmResp = {
  messageId: cstring(65),
} as const;

export const queryBroadcastSm = {
  messageId: cstring(65),
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(21),
} as const;

export const queryBroadcastSmResp = {
  messageId: cstring(65),
} as const;

export const cancelBroadcastSm = {
  serviceType: cstring(6),
  messageId: cstring(65),
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(21),
} as const;

export const cancelBroadcastSmResp = {} as const;
