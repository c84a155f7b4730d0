import { expect, it } from 'vitest';
import { eventually, from, newEsme, newSimulator, receiptsOf, to } from '../../../test/world.ts';
import type { ReceivedByEsme } from '../../esme.ts';
import type { ReceiptIdSetting } from './receipt-id.ts';
import type { BehaviourSettings } from './registry.ts';

// Behaviours that show in the receipts. Answers to binds and submits: answers.test.ts.

const text = 'Hello';

/** Submits one message under the given behaviours and waits for `count` receipts. */
async function submitOne(behaviours: BehaviourSettings, count = 1, message: { text?: string } = {}) {
  const simulator = await newSimulator({ behaviours });
  const esme = await newEsme(simulator);
  const answers = await esme.submit({ from, to, text, ...message });
  await eventually(() => receiptsOf(esme).length).toBe(count);
  return { simulator, esme, messageId: answers[0]?.messageId ?? '', receipts: receiptsOf(esme) };
}

/** Submits a second message after behaviours are back to normal, so that no late receipt can be missed. */
async function submitMarker({
  simulator,
  esme,
}: Pick<Awaited<ReturnType<typeof submitOne>>, 'simulator' | 'esme'>) {
  simulator.resetBehaviours();
  const [answer] = await esme.submit({ from, to, text: 'marker' });
  const isMarker = (item: ReceivedByEsme): boolean =>
    item.kind === 'receipt' && item.receipt.ids.includes(answer?.messageId ?? '');
  await eventually(() => esme.received.some(isMarker)).toBe(true);
  return receiptsOf(esme).filter((item) => !isMarker(item));
}

it('sends a complete receipt by default, from the subscriber to the sender', async () => {
  const { receipts, messageId } = await submitOne({});
  expect(receipts[0]?.receipt).toMatchObject({ state: 'DELIVERED', stat: 'DELIVRD', err: '000', text });
  expect(receipts[0]?.receipt.ids).toContain(messageId);
  expect(receipts[0]?.pdu).toMatchObject({ sourceAddr: to, destinationAddr: from, esmClass: 4 });
  expect(receipts[0]?.pdu.tlvs).toMatchObject({ receiptedMessageId: messageId, messageState: 2 });
});

it('sends receipts only as asked for by registered_delivery', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  await esme.submit({ from, to, text, registeredDelivery: 0 });
  await esme.submit({ from, to, text, registeredDelivery: 2 });
  expect(await submitMarker({ simulator, esme })).toEqual([]);
  simulator.setBehaviour({ finalState: 'UNDELIV' });
  await esme.submit({ from, to, text, registeredDelivery: 3 });
  await esme.submit({ from, to, text, registeredDelivery: 2 });
  await eventually(() => receiptsOf(esme).map(({ receipt }) => receipt.stat)).toEqual(['DELIVRD', 'UNDELIV']);
});

it('delays receipts', async () => {
  const { simulator, esme } = await submitOne({ receiptDelay: 40 }, 1);
  simulator.setBehaviour({ receiptDelay: 60_000 });
  await esme.submit({ from, to, text });
  expect(simulator.state().pending.delayed).toBe(1);
});

it('loses receipts', async () => {
  const world = await submitOne({ lostReceipts: 100 }, 0);
  expect(await submitMarker(world)).toEqual([]);
  expect(world.simulator.stats.receiptsLost).toBe(1);
  expect(world.simulator.inbox(to).messages).toHaveLength(2);
});

it('sends receipts before the answer', async () => {
  const simulator = await newSimulator({ behaviours: { earlyReceipts: { percent: 100, aheadMs: 30_000 } } });
  const esme = await newEsme(simulator);
  let answered = false;
  const submit = esme.submit({ from, to, text }).then(
    () => {
      answered = true;
    },
    () => 'the test ends before the answer',
  );
  await eventually(() => receiptsOf(esme).length).toBe(1);
  expect(answered).toBe(false);
  simulator.dropLinks();
  await submit;
});

it('sends receipts twice', async () => {
  const { receipts, messageId } = await submitOne({ duplicateReceipts: 100 }, 2);
  expect(receipts.every(({ receipt }) => receipt.ids.includes(messageId))).toBe(true);
});

const idForms: [ReceiptIdSetting, answer: RegExp, receipt: (id: string) => string][] = [
  [{ answer: 'hex', receipt: 'decimal' }, /^[0-9a-f]{13}$/, (id) => String(Number.parseInt(id, 16))],
  [{ answer: 'decimal', receipt: 'HEX' }, /^\d{16}$/, (id) => Number(id).toString(16).toUpperCase()],
  [{ answer: 'HEX', receipt: 'hex' }, /^[0-9A-F]{13}$/, (id) => id.toLowerCase()],
  [{ answer: 'decimal', receipt: { form: 'decimal', width: 20 } }, /^\d{16}$/, (id) => `0000${id}`],
  [{ answer: 'uuid' }, /^[0-9a-f-]{36}$/, (id) => id],
];

it.each(idForms)('writes ids as %j', async (receiptId, answerForm, expected) => {
  const { receipts, messageId } = await submitOne({ receiptId });
  expect(messageId).toMatch(answerForm);
  expect(receipts[0]?.receipt.ids).toEqual([expected(messageId)]);
});

it('writes another id in the TLV than in the text', async () => {
  const { receipts, messageId } = await submitOne({
    receiptId: { answer: 'HEX', receipt: 'decimal', receiptTlv: 'HEX' },
  });
  expect(receipts[0]?.receipt.ids).toEqual([messageId, String(Number.parseInt(messageId, 16))]);
});

it('sends receipts of text only', async () => {
  const { receipts, messageId } = await submitOne({ receiptForm: 'text' });
  expect(receipts[0]?.pdu.tlvs).toBeUndefined();
  expect(receipts[0]?.receipt).toMatchObject({ ids: [messageId], stat: 'DELIVRD' });
});

it('sends receipts of TLVs only', async () => {
  const { receipts, messageId } = await submitOne({ receiptForm: 'tlv' });
  expect(receipts[0]?.pdu.shortMessage).toHaveLength(0);
  expect(receipts[0]?.receipt).toMatchObject({ ids: [messageId], state: 'DELIVERED' });
});

const states: [stat: string, err: string, state: string, messageState: number][] = [
  ['UNDELIV', '021', 'UNDELIVERABLE', 5],
  ['EXPIRED', '000', 'EXPIRED', 3],
  ['REJECTD', '1042', 'REJECTED', 8],
  ['DELETED', '000', 'DELETED', 4],
  ['UNKNOWN', '000', 'UNKNOWN', 7],
];

it.each(states)(
  'ends in %s with err %s and keeps the message from the phone',
  async (stat, err, state, number) => {
    const { receipts, simulator } = await submitOne({ finalState: { stat, err } });
    expect(receipts[0]?.receipt).toMatchObject({ stat, err, state });
    expect(receipts[0]?.pdu.tlvs?.messageState).toBe(number);
    expect(simulator.inbox(to).messages).toEqual([]);
    expect(simulator.submits(to)).toMatchObject([{ status: 0, stat }]);
  },
);

it('sends provisional receipts before the final one', async () => {
  const { receipts } = await submitOne({ provisionalReceipts: ['ENROUTE', 'BUFFRED'] }, 3);
  expect(receipts.map(({ receipt }) => receipt.stat)).toEqual(['ENROUTE', 'BUFFRED', 'DELIVRD']);
});

const longText = 'x'.repeat(400);

it.each([
  { which: 'all', parts: [0, 1, 2] },
  { which: 'last', parts: [2] },
  { which: 'first', parts: [0] },
  { which: 'none', parts: [] },
] as const)('sends receipts for $which of the parts of a long message', async ({ which, parts }) => {
  const simulator = await newSimulator({ behaviours: { longReceipts: which } });
  const esme = await newEsme(simulator);
  const answers = await esme.submit({ from, to, text: longText });
  expect(answers).toHaveLength(3);
  const receipts = await submitMarker({ simulator, esme });
  expect(receipts.map(({ receipt }) => receipt.ids[0])).toEqual(
    parts.map((index) => answers[index]?.messageId),
  );
});
