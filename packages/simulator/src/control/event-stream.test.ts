import { afterEach, expect, it } from 'vitest';
import { eventually, from, newEsme, newSimulator, to } from '../../test/world.ts';
import type { Simulator } from '../simulator.ts';

const aborts: AbortController[] = [];
afterEach(() => {
  for (const abort of aborts.splice(0)) abort.abort();
});

/** Follows the stream; `seen` grows as events arrive. */
async function follow(simulator: Simulator, lastEventId?: string) {
  const abort = new AbortController();
  aborts.push(abort);
  const answer = await fetch(`${simulator.controlUrl}/events`, {
    signal: abort.signal,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  });
  const seen: { id: string; type: string; data: Record<string, unknown> }[] = [];
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString('utf8');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id, type, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (id && type && data) seen.push({ id, type, data: JSON.parse(data) });
      }
    }
  };
  read().catch(() => 'the test ends the stream');
  return { seen, type: answer.headers.get('content-type') };
}

it('tells of binds, messages, receipts, MO, callbacks and USSD as they happen', async () => {
  const simulator = await newSimulator();
  const { seen, type } = await follow(simulator);
  expect(type).toBe('text/event-stream');
  const esme = await newEsme(simulator);
  await esme.submit({ from, to, text: 'Hello' });
  await simulator.sendMo({ from: to, to: '22141', text: 'Hi' });
  await fetch(`${simulator.sinkUrl}/dlr`, { method: 'POST', body: '{}' });
  await fetch(simulator.ussdUrl, { method: 'POST', body: 'msisdn=1&input=' });
  simulator.setBehaviour({ errors: { status: 8 } });
  await esme.submit({ from, to, text: 'refused' });
  await eventually(() => seen.map((event) => event.type)).toEqual([
    'bind',
    'message',
    'receipt',
    'mo',
    'callback',
    'ussd',
    'submit-refused',
  ]);
  expect(seen[1]?.data).toMatchObject({ message: { text: 'Hello', to } });
});

it('resumes after the last event a reader saw', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  await esme.submit({ from, to, text: 'one', registeredDelivery: 0 });
  await esme.submit({ from, to, text: 'two', registeredDelivery: 0 });
  const { seen } = await follow(simulator, '2');
  await eventually(() => seen.map(({ id, type }) => [id, type])).toEqual([['3', 'message']]);
});
