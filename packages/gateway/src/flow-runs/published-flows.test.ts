import { afterEach, beforeEach, expect, test } from 'vitest';
import { PublishedFlows } from './published-flows.ts';
import { type FlowRoom, flowOf, openFlowRoom } from './test-room.ts';

let room: FlowRoom;
beforeEach(async () => {
  room = await openFlowRoom();
});
afterEach(() => room.close());

const OCTETS = 100_000;
/** The text is also its own key, twice. */
const large = (id: string, blocks: Record<string, object> = {}) =>
  flowOf(id, { ...blocks, end: { kind: 'end', text: 'x'.repeat(OCTETS / 3) } });

test('as many are held as fit together; the one that was not asked for the longest goes', async () => {
  const [a = 0, b = 0, c = 0] = [
    await room.publish(large('a')),
    await room.publish(large('b')),
    await room.publish(large('c')),
  ];
  const flows = new PublishedFlows(room.pool, 2.5 * OCTETS);
  const [heldA, heldB] = [await flows.find(a, 1), await flows.find(b, 1)];
  expect(await flows.find(a, 1)).toBe(heldA);
  await flows.find(c, 1);
  expect(await flows.find(a, 1)).toBe(heldA);
  expect(await flows.find(b, 1)).not.toBe(heldB);
});

test('the flows that one calls count with it', async () => {
  await room.publish(large('called'));
  const calling = await room.publish(
    large('calling', { call: { kind: 'call', flow: 'called', exits: { next: 'end' } } }),
    { called: 1 },
  );
  const small = await room.publish(flowOf('small', { end: { kind: 'end', text: 'Bye' } }));
  const flows = new PublishedFlows(room.pool, 1.5 * OCTETS);
  const heldSmall = await flows.find(small, 1);
  const heldCalling = await flows.find(calling, 1);
  // The only one that is left, though it is too large by itself.
  expect(await flows.find(calling, 1)).toBe(heldCalling);
  expect(await flows.find(small, 1)).not.toBe(heldSmall);
  expect(await flows.find(calling, 1)).not.toBe(heldCalling);
});

test('a version that is not there is looked for again', async () => {
  const id = await room.publish(flowOf('small', { end: { kind: 'end', text: 'Bye' } }));
  const flows = new PublishedFlows(room.pool);
  await expect(flows.find(id, 2)).rejects.toThrow(`Flow ${id} has no version 2.`);
  await room.publish(flowOf('small', { end: { kind: 'end', text: 'Goodbye' } }));
  expect((await flows.find(id, 2)).flow.texts.Goodbye).toEqual({ en: 'Goodbye' });
});
