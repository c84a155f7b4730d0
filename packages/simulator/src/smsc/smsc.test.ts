import { expect, it } from 'vitest';
import { eventually, from, newEsme, newSimulator, receiptsOf, to } from '../../test/world.ts';

it('lets in only the credentials it was given', async () => {
  const simulator = await newSimulator({ credentials: { esme: 'right' } });
  await newEsme(simulator, { password: 'wrong', bound: false });
  await newEsme(simulator, { systemId: 'other', bound: false });
  await eventually(() => simulator.stats.bindsRefused).toBeGreaterThanOrEqual(2);
  await newEsme(simulator, { password: 'right' });
  expect(simulator.state().binds).toMatchObject([{ systemId: 'esme', mode: 'transceiver' }]);
});

const texts: [label: string, text: string, encoding: string, parts: number][] = [
  ['plain', 'Hello', 'gsm7', 1],
  ['escapes', 'cost: 5€ {x}', 'gsm7', 1],
  ['UCS-2', 'Привет 😀', 'ucs2', 1],
  ['long GSM', 'abc€'.repeat(100), 'gsm7', 4],
  ['long UCS-2', 'Ж😀'.repeat(60), 'ucs2', 3],
];

it.each(texts)('shows a text on the phone: %s', async (_label, text, encoding, parts) => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  await esme.submit({ from, to, text });
  expect(simulator.inbox(to).messages).toMatchObject([{ from, text, encoding, parts, flash: false }]);
});

it.each(['udh16', 'sar', 'payload'] as const)('joins long messages sent by %s', async (method) => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  const text = '0123456789'.repeat(40);
  await esme.submit({ from, to, text, method });
  expect(simulator.inbox(to).messages).toMatchObject([{ text, parts: method === 'payload' ? 1 : 3 }]);
});

it.each([
  ['GSM', 'Now'],
  ['UCS-2', 'Сейчас'],
])('notes flash messages in %s', async (_label, text) => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  await esme.submit({ from, to, text, flash: true });
  expect(simulator.inbox(to).messages).toMatchObject([{ text, flash: true }]);
});

it('sends receipts to another session of the same system_id', async () => {
  const simulator = await newSimulator();
  const receiver = await newEsme(simulator, { mode: 'receiver' });
  const transmitter = await newEsme(simulator, { mode: 'transmitter' });
  await transmitter.submit({ from, to, text: 'Hello' });
  await eventually(() => receiptsOf(receiver).length).toBe(1);
  expect(transmitter.received).toEqual([]);
});

it('keeps receipts until something can receive them', async () => {
  const simulator = await newSimulator();
  const transmitter = await newEsme(simulator, { mode: 'transmitter' });
  await transmitter.submit({ from, to, text: 'Hello' });
  expect(simulator.state().pending.waiting).toBe(1);
  const receiver = await newEsme(simulator, { mode: 'receiver' });
  await eventually(() => receiptsOf(receiver).length).toBe(1);
  await eventually(() => simulator.stats.receiptsAccepted).toBe(1);
});

it('sends a receipt again after a temporary error, and gives up after a permanent one', async () => {
  const simulator = await newSimulator();
  const statuses = [0x64, 0x14, 0, 0x65];
  const esme = await newEsme(simulator, { answerDeliver: () => statuses.shift() ?? 0 });
  await esme.submit({ from, to, text: 'again' });
  await eventually(() => simulator.stats.receiptsAccepted).toBe(1);
  await esme.submit({ from, to, text: 'given up' });
  await eventually(() => simulator.stats.receiptsGivenUp).toBe(1);
  expect(receiptsOf(esme).map(({ receipt }) => receipt.text)).toEqual([
    'again',
    'again',
    'again',
    'given up',
  ]);
});

it('sends receipts again, in their order, when the link closed before their answer', async () => {
  const simulator = await newSimulator();
  const mute = await newEsme(simulator, { answerDeliver: () => null });
  for (const text of ['one', 'two', 'three']) await mute.submit({ from, to, text });
  await eventually(() => receiptsOf(mute).length).toBe(3);
  expect(simulator.state().pending.unanswered).toBe(3);
  await mute.stop();
  const esme = await newEsme(simulator);
  await eventually(() => receiptsOf(esme).map(({ receipt }) => receipt.text)).toEqual([
    'one',
    'two',
    'three',
  ]);
  await eventually(() => simulator.stats.receiptsAccepted).toBe(3);
});

it('sends a receipt again when its answer does not come in time', async () => {
  const simulator = await newSimulator({ session: { responseTimeoutMs: 50 } });
  let muteFor = 1;
  const esme = await newEsme(simulator, { answerDeliver: () => (muteFor-- > 0 ? null : 0) });
  await esme.submit({ from, to, text: 'Hello' });
  await eventually(() => simulator.stats.receiptsAccepted).toBe(1);
  expect(receiptsOf(esme)).toHaveLength(2);
});

it('drops all links, or those of one system_id, on demand', async () => {
  const simulator = await newSimulator();
  await newEsme(simulator, { systemId: 'a' });
  await newEsme(simulator, { systemId: 'b' });
  expect(simulator.dropLinks('a')).toBe(1);
  await eventually(() => simulator.state().binds.map(({ systemId }) => systemId)).toContain('b');
  expect(simulator.dropLinks()).toBeGreaterThanOrEqual(1);
});

it('answers query_sm for submits it still knows', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  const [answer] = await esme.submit({ from, to, text: 'Hello' });
  const known = await esme.session?.request({ command: 'query_sm', messageId: answer?.messageId ?? '' });
  expect(known).toMatchObject({ command: 'query_sm_resp', status: 0, messageState: 2 });
  const unknown = await esme.session?.request({ command: 'query_sm', messageId: 'none' });
  expect(unknown?.status).toBe(0x67);
});

it('says no to what it does not do', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  const cancel = await esme.session?.request({ command: 'cancel_sm', messageId: '1' });
  const replace = await esme.session?.request({ command: 'replace_sm', messageId: '1' });
  const multi = await esme.session?.request({ command: 'submit_multi' });
  expect([cancel?.status, replace?.status, multi?.status]).toEqual([0x11, 0x13, 0x03]);
});

it('takes data_sm as a submit', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  const answer = await esme.session?.request({
    command: 'data_sm',
    sourceAddr: from,
    destinationAddr: to,
    registeredDelivery: 1,
    tlvs: { messagePayload: Buffer.from('by data') },
  });
  expect(answer).toMatchObject({ command: 'data_sm_resp', status: 0 });
  expect(simulator.inbox(to).messages).toMatchObject([{ text: 'by data' }]);
  await eventually(() => receiptsOf(esme).length).toBe(1);
});

it('only counts in mode count, and keeps ids in mode ids', async () => {
  const counting = await newSimulator({ inbox: 'count' });
  const counted = await newEsme(counting);
  await counted.submit({ from, to, text: 'Hello' });
  expect(counting.inbox(to)).toMatchObject({ submits: 1, messages: [] });
  expect(counting.submits()).toEqual([]);
  const listing = await newSimulator({ inbox: 'ids' });
  const listed = await newEsme(listing);
  const [answer] = await listed.submit({ from, to, text: 'Hello' });
  expect(listing.inbox(to).messageIds).toEqual([answer?.messageId]);
  await eventually(() => receiptsOf(listed).length).toBe(1);
});
