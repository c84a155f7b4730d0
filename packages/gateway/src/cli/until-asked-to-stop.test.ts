import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { untilAskedToStop } from './until-asked-to-stop.ts';

function world() {
  const source = new EventEmitter();
  const codes: number[] = [];
  const clock = { ms: 0 };
  const asked = untilAskedToStop(
    source,
    (code) => codes.push(code),
    () => clock.ms,
  );
  return { source, codes, clock, asked };
}

test.each(['SIGINT', 'SIGTERM'])('the first %s asks to stop', async (signal) => {
  const { source, codes, asked } = world();
  source.emit(signal);
  await asked;
  expect(codes).toEqual([]);
});

test('the same wish arriving by two ways is one wish', () => {
  const { source, codes, clock } = world();
  source.emit('SIGTERM');
  clock.ms = 1000;
  source.emit('SIGTERM');
  source.emit('SIGINT');
  expect(codes).toEqual([]);
});

test('a second wish ends the process at once', () => {
  const { source, codes, clock } = world();
  source.emit('SIGINT');
  clock.ms = 1001;
  source.emit('SIGINT');
  source.emit('SIGTERM');
  expect(codes).toEqual([130, 143]);
});
