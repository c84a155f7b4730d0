import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { play } from '../../test/play.ts';
import { prepareFlow } from '../engine/prepare-flow.ts';
import { checkText } from './check-flow.ts';

const sound = readFileSync(new URL('./sound.json', import.meta.url), 'utf8');
const strings = [...sound.matchAll(/"[^"\n]+"/g)].map(([text]) => text);

/** The sound flow with a few of its texts and names exchanged for others of its own. */
const spoiled = fc
  .array(fc.tuple(fc.constantFrom(...strings), fc.constantFrom(...strings), fc.boolean()), {
    minLength: 1,
    maxLength: 3,
  })
  .map((swaps) =>
    swaps.reduce((text, [from, to, last]) => {
      const at = last ? text.lastIndexOf(from) : text.indexOf(from);
      return at === -1 ? text : text.slice(0, at) + to + text.slice(at + from.length);
    }, sound),
  );

test('what passes the checks can be prepared, and is never the cause of an error whatever is entered', () => {
  let passed = 0;
  fc.assert(
    fc.property(
      spoiled,
      fc.constantFrom('ussd' as const, 'sms' as const),
      fc.array(fc.constantFrom('1', '2', '3', '9', '0', '00', '98', '#', 'pump', 'x', '365'), {
        maxLength: 12,
      }),
      (text, channel, entries) => {
        const { flow } = checkText(text, {});
        if (flow === null) return;
        passed++;
        const { turns } = play(prepareFlow(flow, {}), { channel, entries });
        const errors = turns.flatMap(({ effects }) => effects.filter(({ kind }) => kind === 'error'));
        expect(errors).toEqual([]);
      },
    ),
    { numRuns: 3000 },
  );
  expect(passed).toBeGreaterThan(100);
});
