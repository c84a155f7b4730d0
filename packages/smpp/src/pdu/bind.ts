import { cstring, int8 } from '../codec/field.ts';

/**
 * bind_receiver, bind_transmitter, bind_transceiver (SMPP 3.4 section 4.1).
 * The standard allows 8 characters of password; longer ones are common, so 64 are read and written.
 */
export const bind = {
  systemId: cstring(16),
  password: cstring(65),
  systemType: cstring(13),
  interfaceVersion: int8,
  addrTon: int8,
  addrNpi: int8,
  addressRange: cstring(41),
} as const;

export const bindResp = {
  systemId: cstring(16),
} as const;
