import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operatorIdKey } from '#core/operator-id.ts';
import type { ReceiptIdMode } from '#core/operator-profile.ts';
import cases from './match.cases.json' with { type: 'json' };
import { receiptKeys, sameSubscriber } from './match.ts';

describe('the ids of a receipt', () => {
  test.each(cases)('$name', ({ mode, submitted, receipt, found }) => {
    expect(receiptKeys(mode as ReceiptIdMode, receipt).includes(operatorIdKey(submitted))).toBe(found);
  });

  test.each<[ReceiptIdMode, (id: bigint) => string, (id: bigint) => string]>([
    ['raw', (id) => `M${id}`, (id) => `m${id}`],
    ['dec-dec', String, (id) => String(id).padStart(20, '0')],
    ['hex-dec', (id) => id.toString(16).toUpperCase(), String],
    ['dec-hex', String, (id) => id.toString(16).padStart(16, '0')],
    ['hex-hex', (id) => id.toString(16).padStart(16, '0'), (id) => id.toString(16).toUpperCase()],
  ])('in mode %s match whatever the number, and also in mode auto', (mode, answer, receipt) => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (id) => {
        for (const read of [mode, 'auto'] as const)
          expect(receiptKeys(read, [receipt(id)])).toContain(operatorIdKey(answer(id)));
      }),
    );
  });

  test('are tried in order of likelihood, each once', () => {
    expect(receiptKeys('auto', ['10', '010'])).toEqual(['10', 'a', '16']);
    expect(receiptKeys('auto', ['b2', '7'])).toEqual(['b2', '178', '7']);
  });

  test('of any text whatever give keys or none, and never throw', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<ReceiptIdMode>('auto', 'raw', 'dec-dec', 'hex-dec', 'dec-hex', 'hex-hex'),
        fc.string({ unit: 'binary', maxLength: 80 }),
        (mode, id) => {
          for (const key of receiptKeys(mode, [id])) expect(key).toBe(key.toLowerCase().trim());
        },
      ),
    );
  });
});

describe('the subscriber of a receipt', () => {
  test.each([
    ['254711000001', '254711000001', true],
    ['0711000001', '254711000001', true],
    ['711000001', '254711000001', true],
    ['11000001', '254711000001', true],
    ['', '254711000001', true],
    ['1000001', '254711000001', false],
    ['254711000002', '254711000001', false],
    ['254722000001', '254711000001', false],
    ['20880', '254711000001', false],
  ])('%s and %s agree: %s', (receipt, msisdn, agrees) => {
    expect(sameSubscriber(receipt, msisdn)).toBe(agrees);
  });
});
