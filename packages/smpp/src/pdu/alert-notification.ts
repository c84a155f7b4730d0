import { cstring, int8 } from '../codec/field.ts';

/** alert_notification, SMPP 3.4 section 4.12: a subscriber can be reached again. It has no response. */
export const alertNotification = {
  sourceAddrTon: int8,
  sourceAddrNpi: int8,
  sourceAddr: cstring(65),
  esmeAddrTon: int8,
  esmeAddrNpi: int8,
  esmeAddr: cstring(65),
} as const;
