import { cstring } from '../codec/field.ts';

/** outbind, SMPP 3.4 section 4.1.7: the SMSC asks an ESME to bind. It has no response. */
export const outbind = {
  systemId: cstring(16),
  password: cstring(65),
} as const;
