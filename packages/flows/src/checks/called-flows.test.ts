import { describe, expect, test } from 'vitest';
import type { Block } from '../document/blocks.ts';
import type { Flow } from '../document/flow.ts';
import { checkFlow, checkText } from './check-flow.ts';
import { readFlow } from './read-flow.ts';

function flow(id: string, blocks: Record<string, Block>): Flow {
  const texts = { ask: { en: 'How many?' }, total: { en: 'So {{answers.people}} of {{vars.share}}.' } };
  const [entry = ''] = Object.keys(blocks);
  return { format: 1, id, languages: ['en'], entry, blocks, texts };
}

const end: Block = { kind: 'end', text: 'total' };
const ask: Block = { kind: 'number', text: 'ask', exits: { next: 'share' } };
const share: Block = { kind: 'set', values: { 'vars.share': 0.5 }, exits: { next: 'end' } };

const counting = flow('counting', { people: ask, share, end });
const calls = (called: string): Block => ({ kind: 'call', flow: called, exits: { next: 'end' } });
const codes = (checked: Flow, others: Record<string, Flow>) =>
  checkFlow(checked, others)
    .map(({ code }) => code)
    .filter((code) => code !== 'unused-text');

describe('flows that call others', () => {
  const caller = flow('caller', { count: calls('counting'), end });

  test('know the answers and variables of those they call', () => {
    expect(codes(caller, { counting })).toEqual([]);
    expect(codes(caller, {})).toEqual(['unknown-flow', 'unknown-answer', 'unknown-variable']);
  });

  test('are first told that one of them is not there, wherever it is called', () => {
    const { texts, ...rest } = caller;
    const { findings } = checkText(JSON.stringify({ texts, ...rest }, null, 2), {});
    expect(findings[0]).toMatchObject({ code: 'unknown-flow' });
  });

  test('are known to those they call', () => {
    const part = flow('part', { end });
    const whole = flow('whole', {
      people: ask,
      share: { ...share, exits: { next: 'part' } },
      part: calls('part'),
      end,
    });
    expect(codes(part, { whole })).toEqual([]);
    expect(codes(part, {})).toEqual(['unknown-answer', 'unknown-variable']);
  });

  test('go 8 deep, and not 9', () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => {
          const id = `f${index + 1}`;
          const inner =
            index === length - 1 ? { people: ask, share, end } : { go: calls(`f${index + 2}`), end };
          return [id, flow(id, inner)] as const;
        }),
      );
    const first = flow('f0', { go: calls('f1'), end });
    expect(codes(first, chain(7))).toEqual([]);
    expect(codes(first, chain(8))).toEqual(['flows-too-deep']);
  });

  test('turn in a circle only where somebody is asked', () => {
    const around: Block = { kind: 'call', flow: 'silent', exits: { next: 'count' } };
    const silent = flow('silent', { share: { ...share, exits: { next: 'over' } }, over: { kind: 'end' } });
    expect(codes(flow('caller', { count: around }), { silent })).toContain('loop');
    expect(codes(flow('caller', { count: { ...around, flow: 'counting' } }), { counting })).toEqual([]);
  });
});

describe('a consent asked by a called flow', () => {
  const agree: Block = {
    kind: 'consent',
    text: 'ask',
    purpose: 'p',
    version: '1',
    exits: { yes: 'end', no: 'no' },
  };
  const refer: Block = {
    kind: 'refer',
    organisation: 'o',
    purpose: 'p',
    answers: ['agree'],
    exits: { next: 'end' },
  };
  const asking = (no: Block) => flow('asking', { agree, end: { kind: 'end' }, no });
  const caller = flow('caller', {
    ask: { ...calls('asking'), exits: { next: 'refer', error: 'end' } },
    refer,
    end,
  });
  const found = (no: Block) => codes(caller, { asking: asking(no) }).includes('refer-without-consent');

  test('counts where only those who agree come back', () => {
    expect(found({ kind: 'end', outcome: 'declined' })).toBe(false);
    expect(found({ kind: 'end' })).toBe(true);
  });
});

test('a text of more than 512 KiB is not read, whatever letters it has', () => {
  const half = 256 * 1024;
  expect(readFlow('é'.repeat(half))).toMatchObject({ findings: [{ code: 'not-json', line: 1 }] });
  expect(readFlow('é'.repeat(half + 1))).toMatchObject({ findings: [{ code: 'too-large', line: 1 }] });
});
