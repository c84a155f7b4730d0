import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SequenceTable } from './sequence-table.ts';

test('it finds what a Map would find, also when far more are held than usual and some stay for long', () => {
  const kept = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 40 });
  fc.assert(
    fc.property(kept, fc.integer({ min: 1, max: 30 }), (stay, usual) => {
      const table = new SequenceTable<{ sequence: number }>(usual);
      const map = new Map<number, { sequence: number }>();
      for (let sequence = 1; sequence <= 400; sequence++) {
        const item = { sequence };
        table.add(item);
        map.set(sequence, item);
        const gone = sequence - usual;
        if (!stay.includes(gone)) {
          table.delete(gone);
          map.delete(gone);
        }
      }
      for (let sequence = 0; sequence <= 401; sequence++) expect(table.get(sequence)).toBe(map.get(sequence));
      expect(table.values()).toEqual([...map.values()]);
      for (const sequence of map.keys()) table.delete(sequence);
      expect(table.values()).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('the last number and the first one after it', () => {
  const table = new SequenceTable<{ sequence: number }>(10);
  table.add({ sequence: 0x7fffffff });
  table.add({ sequence: 1 });
  expect(table.get(0x7fffffff)).toEqual({ sequence: 0x7fffffff });
  expect(table.get(1)).toEqual({ sequence: 1 });
  table.clear();
  expect(table.get(1)).toBeUndefined();
});
