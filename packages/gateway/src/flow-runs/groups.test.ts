import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FlowRoom, flowOf, openFlowRoom, PHONE } from './test-room.ts';

let room: FlowRoom;
beforeEach(async () => {
  room = await openFlowRoom();
});
afterEach(() => room.close());

const member = flowOf('member', {
  which: {
    kind: 'branch',
    cases: [{ when: { field: 'contact.groups', op: 'has', value: 'members' }, exit: 'in' }],
    exits: { in: 'welcome', else: 'join' },
  },
  welcome: { kind: 'message', text: 'Welcome back.', exits: {} },
  join: { kind: 'group', join: ['members'], exits: { next: 'first' } },
  first: { kind: 'message', text: 'Welcome.', exits: {} },
});

test('a flow asks for the groups that an earlier one has put a person into', async () => {
  const survey = await room.survey(await room.publish(member));
  await room.start(survey);
  await room.start(survey);
  expect(await room.texts(PHONE)).toEqual(['Welcome.', 'Welcome back.']);
});
