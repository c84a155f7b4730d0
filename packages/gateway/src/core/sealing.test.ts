import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealerOf } from './sealing.ts';

const sealer = sealerOf(randomBytes(32));

test('what is sealed opens for its row, with its key, and untouched', () => {
  const sealed = sealer.seal('habari – 😀', 'sessions|17');
  expect(sealer.open(sealed, 'sessions|17')).toBe('habari – 😀');
  expect(sealer.open(sealed, 'sessions|18')).toBeNull();
  expect(sealerOf(randomBytes(32)).open(sealed, 'sessions|17')).toBeNull();
  for (const place of [0, 5, 20, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[place] = (changed[place] as number) ^ 1;
    expect(sealer.open(changed, 'sessions|17')).toBeNull();
  }
  expect(sealer.open(sealed.subarray(0, 10), 'sessions|17')).toBeNull();
});

test('the same text is sealed differently each time, and shows nothing of itself', () => {
  const one = sealer.seal('1234', 'row');
  expect(one.equals(sealer.seal('1234', 'row'))).toBe(false);
  expect(one.includes('1234')).toBe(false);
});

test('a key has 32 bytes, and its fingerprint is its own', () => {
  expect(() => sealerOf(randomBytes(16))).toThrow('32 bytes, not 16');
  const key = randomBytes(32);
  expect(sealerOf(key).fingerprint).toBe(sealerOf(Buffer.from(key)).fingerprint);
  expect(sealerOf(key).fingerprint).not.toBe(sealer.fingerprint);
});
