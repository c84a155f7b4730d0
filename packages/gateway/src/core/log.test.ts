import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function written(facts: object): string {
  let line = '';
  createLog('info', { write: (text: string) => (line += text) }).info(facts, 'said');
  return line;
}

test('a secret is hidden wherever it is passed, one level deep as well', () => {
  for (const facts of [{ password: 'geheim' }, { body: 'geheim' }, { inner: { text: 'geheim' } }])
    expect(written(facts)).not.toContain('geheim');
});

test('an error tells what it is and where, and nothing of the data it carries', () => {
  const row = Object.assign(new Error('null value in column "state"'), {
    code: '23502',
    detail: 'Failing row contains (254700000001, geheim).',
    completed: [Buffer.from('geheim')],
  });
  const line = written({ err: new Error('not stored', { cause: row }) });
  expect(JSON.parse(line).err).toMatchObject({
    type: 'Error',
    message: 'not stored',
    cause: { code: '23502', message: 'null value in column "state"' },
  });
  expect(line).toContain('log.test.ts');
  expect(line).not.toContain('254700000001');
  expect(line).not.toContain([...Buffer.from('geheim')].join());
});

test('a line is one line, whatever is in it', () => {
  const line = written({ what: 'a\r\nb\u001b[31m\u2028' });
  expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
});
