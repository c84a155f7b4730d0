import { describe, expect, it } from 'vitest';
import { type Case, playCase } from './play-case.fixture.ts';

/** What becomes of a call with this answer in it. */
function effectsOf(answer: string, call: Readonly<Record<string, unknown>>) {
  const look = { kind: 'http', exits: { next: 'bye', error: 'sorry' }, ...call };
  const one = {
    name: '',
    channel: 'sms',
    blocks: {
      q: { kind: 'text', text: 'Q?', exits: { next: 'look' } },
      look,
      bye: { kind: 'end', text: 'Bye' },
      sorry: { kind: 'end', text: 'Sorry' },
    },
    start: [],
    steps: [[answer, []]],
  } as unknown as Case;
  return playCase(one).at(-1)?.effects.slice(1) ?? [];
}

const url = 'https://api.example.org/clients/{{answers.q}}/notes';

describe('a call, filled in', () => {
  it.each([
    ['..', { url }],
    ['.', { url }],
    ['.', { url: 'https://api.example.org/clients/.{{answers.q}}' }],
    ['.', { url: 'https://api.example.org/clients/%2E{{answers.q}}?x=1' }],
  ])('does not lead elsewhere by %s in %j', (answer, call) => {
    expect(effectsOf(answer, call)).toMatchObject([
      { kind: 'error', block: 'look', message: expect.stringContaining('path segment') },
      { text: 'Sorry' },
      { kind: 'end' },
    ]);
  });

  it.each([
    ['..', { url: 'https://api.example.org/?q={{answers.q}}' }],
    ['...', { url }],
    ['a..b', { url }],
    ['%2e%2e', { url }],
  ])('keeps %s in %j', (answer, call) => {
    expect(effectsOf(answer, call)).toMatchObject([{ kind: 'http' }]);
  });

  const long = 'x'.repeat(1900);
  const body = { all: Array.from({ length: 40 }, () => '{{answers.q}}') };
  it.each([
    ['URL', { url: `https://api.example.org/${'{{answers.q}}'.repeat(3)}` }],
    ['header X-All', { url: 'https://api.example.org/', headers: { 'X-All': '{{answers.q}}'.repeat(2) } }],
    ['body', { url: 'https://api.example.org/', body }],
  ])('goes by error where its %s is too long, and does not quote it', (what, call) => {
    const [error, said] = effectsOf(long, call);
    expect(error).toMatchObject({
      kind: 'error',
      message: expect.stringContaining(`The ${what} of the call`),
    });
    expect(JSON.stringify(error)).not.toContain('xxx');
    expect(said).toMatchObject({ text: 'Sorry' });
  });

  it('may be large', () => {
    expect(effectsOf('x'.repeat(1500), { url: 'https://api.example.org/', body })).toMatchObject([
      { kind: 'http' },
    ]);
  });
});
