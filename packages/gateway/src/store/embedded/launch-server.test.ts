import { expect, test } from 'vitest';
import { reason } from './launch-server.ts';

test.each([
  [
    'the last fatal line and its hint',
    '2026-01-01 00:00:00 UTC [1] LOG:  starting\n2026-01-01 00:00:00 UTC [1] FATAL:  could not map memory\n2026-01-01 00:00:00 UTC [1] HINT:  Use less.\n',
    'could not map memory Use less.',
  ],
  [
    'a panic',
    '[1] PANIC:  could not locate a valid checkpoint record',
    'could not locate a valid checkpoint record',
  ],
  [
    'what there is',
    'error while loading shared libraries: libx.so',
    'error while loading shared libraries: libx.so',
  ],
])('the reason of a failed start is %s', (_what, log, expected) => {
  expect(reason(log)).toBe(expected);
});
