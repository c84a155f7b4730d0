import { describe, expect, it } from 'vitest';
import { Handsets } from './handsets.ts';
import type { PartOf, RadioMessage } from './reassembly.ts';

const radio = (text: string, part: PartOf | null = null, messageId = text): RadioMessage => ({
  from: 'UJUMBE',
  to: '254700000001',
  text,
  encoding: 'gsm7',
  flash: false,
  messageId,
  systemId: 'esme',
  part,
});
const part = (sequence: number, total = 3, reference = 7): PartOf => ({ reference, sequence, total });

describe('a full inbox', () => {
  it('shows single messages in order, duplicates included', () => {
    const handsets = new Handsets();
    handsets.receive(radio('one'));
    handsets.receive(radio('one'));
    const inbox = handsets.inbox('+254700000001');
    expect(inbox.messages.map(({ text }) => text)).toEqual(['one', 'one']);
    expect(inbox.submits).toBe(2);
  });

  it('joins parts that come in any order and counts a part that came twice', () => {
    const handsets = new Handsets();
    expect(handsets.receive(radio('C', part(3)))).toBeNull();
    expect(handsets.receive(radio('A', part(1)))).toBeNull();
    expect(handsets.receive(radio('A', part(1)))).toBeNull();
    expect(handsets.inbox('254700000001').incomplete).toEqual([{ from: 'UJUMBE', have: [1, 3], total: 3 }]);
    expect(handsets.receive(radio('B', part(2)))).toMatchObject({ text: 'ABC', parts: 3 });
    const inbox = handsets.inbox('254700000001');
    expect(inbox.incomplete).toEqual([]);
    expect(inbox.submits).toBe(4);
    expect(inbox.messages[0]?.messageIds).toEqual(['C', 'A', 'A', 'B']);
  });

  it('keeps two long messages with different references apart', () => {
    const handsets = new Handsets();
    handsets.receive(radio('a', part(1, 2, 1)));
    handsets.receive(radio('x', part(1, 2, 2)));
    expect(handsets.receive(radio('y', part(2, 2, 2)))?.text).toBe('xy');
    expect(handsets.receive(radio('b', part(2, 2, 1)))?.text).toBe('ab');
  });

  it('lets the oldest messages go at the limit, whoever owns them', () => {
    const handsets = new Handsets({ maxMessages: 3 });
    for (let index = 0; index < 10; index += 1) {
      handsets.receive({ ...radio(`m${index}`), to: `25470000000${index % 2}` });
    }
    const kept = [...handsets.inbox('254700000000').messages, ...handsets.inbox('254700000001').messages];
    expect(kept.map(({ text }) => text).sort()).toEqual(['m7', 'm8', 'm9']);
    expect(handsets.totals).toEqual({ submits: 10, messages: 10, numbers: 2 });
  });
});

describe('the light modes', () => {
  it('count only counts, up to a number of numbers', () => {
    const handsets = new Handsets({ mode: 'count', maxNumbers: 1 });
    handsets.count('254700000001', '1');
    handsets.count('254700000001', '2');
    handsets.count('254700000002', '3');
    expect(handsets.inbox('254700000001')).toMatchObject({ submits: 2, messages: [], messageIds: [] });
    expect(handsets.totals).toEqual({ submits: 3, messages: 0, numbers: 1 });
  });

  it('ids keeps message ids, bounded', () => {
    const handsets = new Handsets({ mode: 'ids', maxMessages: 2 });
    for (const id of ['1', '2', '3']) handsets.count('254700000001', id);
    expect(handsets.inbox('254700000001').messageIds).toEqual(['2', '3']);
  });
});
