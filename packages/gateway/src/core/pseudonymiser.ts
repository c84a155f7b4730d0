import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';

/** Names people and things so that nobody who lacks the deployment's key can tell whom or what is meant. */
export type Pseudonymiser = {
  /** 16 characters, the first a letter: the same for a number within an account, and another in every other account. */
  readonly contact: (accountId: number, msisdn: string) => string;
  /** A UUID (RFC 9562) in the form of version 4, the same for the same thing of this deployment. */
  readonly uuid: (thing: string) => string;
};

/** RFC 4648 base32 in lower case. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const CONTACT_LENGTH = 15;

/**
 * Pseudonyms by HMAC-SHA256 under a key of their own that is derived (HKDF) from the deployment's sealing key. Numbers are few
 * enough to be tried out one by one; without the key nobody can.
 * @param key the sealing key
 */
export function pseudonymiserOf(key: Buffer): Pseudonymiser {
  const derived = Buffer.from(hkdfSync('sha256', key, '', 'ujumbe pseudonyms', 32));
  const secret = createSecretKey(derived);
  const digest = (text: string) => createHmac('sha256', secret).update(text).digest();
  return {
    contact: (accountId, msisdn) =>
      `c${base32(digest(`contact ${accountId} ${msisdn}`)).slice(0, CONTACT_LENGTH)}`,
    uuid(thing) {
      const bytes = digest(`uuid ${thing}`).subarray(0, 16);
      bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
      bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
      const hex = bytes.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}

function base32(bytes: Buffer): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
  }
  return text;
}
