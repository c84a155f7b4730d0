import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomFillSync } from 'node:crypto';

const VERSION = 1;
const NONCE = 12;
const TAG = 16;
export const SEALING_KEY_BYTES = 32;

/**
 * Seals what must not be read from the database by itself: AES-256-GCM under the deployment's key, bound to the row it
 * belongs to, so that a value moved to another row does not open. Form: version, nonce, ciphertext, tag.
 */
export type Sealer = {
  /** What tells two keys apart and gives away nothing of them. */
  readonly fingerprint: string;
  readonly seal: (plain: string, row: string) => Buffer;
  /** @returns null for what was sealed by another key, for another row, or was tampered with */
  readonly open: (sealed: Buffer, row: string) => string | null;
};

/** @param key 32 bytes */
export function sealerOf(key: Buffer): Sealer {
  if (key.length !== SEALING_KEY_BYTES)
    throw new Error(`A sealing key has ${SEALING_KEY_BYTES} bytes, not ${key.length}.`);
  // Made once: Node takes longer to prepare a key than to seal with it.
  const secret = createSecretKey(key);
  return {
    fingerprint: createHash('sha256').update('ujumbe sealing key').update(key).digest('hex').slice(0, 16),
    seal(plain, row) {
      const nonce = randomFillSync(Buffer.allocUnsafe(NONCE));
      const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(Buffer.from(row));
      const text = cipher.update(plain, 'utf8');
      return Buffer.concat([Buffer.of(VERSION), nonce, text, cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, row) {
      if (sealed.length < 1 + NONCE + TAG || sealed[0] !== VERSION) return null;
      const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(1, 1 + NONCE))
        .setAAD(Buffer.from(row))
        .setAuthTag(sealed.subarray(-TAG));
      try {
        return decipher.update(sealed.subarray(1 + NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return null;
      }
    },
  };
}
