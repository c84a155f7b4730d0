import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fifo } from './fifo.ts';

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('push' as const), item: fc.integer() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('putBack' as const), item: fc.integer() }) },
  { weight: 3, arbitrary: fc.constant({ do: 'take' as const, item: 0 }) },
);

it('behaves as an array whatever is done to it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      for (const { do: action, item } of steps) {
        if (action === 'push') {
          fifo.push(item);
          model.push(item);
        } else if (action === 'putBack') {
          fifo.putBack(item);
          model.unshift(item);
        } else {
          expect(fifo.take()).toBe(model.shift());
        }
        expect(fifo.size).toBe(model.length);
      }
    }),
  );
});

it('keeps its order through many items', () => {
  const fifo = new Fifo<number>();
  for (let item = 0; item < 50_000; item += 1) fifo.push(item);
  for (let item = 0; item < 50_000; item += 1)
    if (fifo.take() !== item) expect.fail(`lost the order at ${item}`);
  expect(fifo.size).toBe(0);
});
