import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fifo } from './fifo.ts';

test('behaves as an array with push and shift, also over long lives', () => {
  const step = fc.oneof(
    fc.record({ push: fc.integer({ min: 1, max: 3000 }) }),
    fc.record({ shift: fc.integer({ min: 1, max: 3000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const fifo = new Fifo<number>();
      let model: number[] = [];
      let next = 1;
      for (const one of steps) {
        if ('push' in one) {
          for (let index = 0; index < one.push; index++) {
            model.push(next);
            fifo.push(next++);
          }
        } else {
          const gone = Array.from({ length: one.shift }, () => fifo.shift()).filter(
            (item) => item !== undefined,
          );
          expect(gone).toEqual(model.slice(0, one.shift));
          model = model.slice(one.shift);
        }
        expect(fifo.size).toBe(model.length);
        expect(fifo.peek()).toBe(model[0]);
      }
      expect(fifo.takeAll()).toEqual(model);
      expect(fifo.size).toBe(0);
    }),
    { numRuns: 30 },
  );
});
