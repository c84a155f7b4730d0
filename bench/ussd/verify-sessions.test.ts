import { expect, test } from 'vitest';
import { entryAt, hopsOfSession, msisdnOf } from './dialogue.ts';
import { faultsAmong, type StoredSession } from './verify-sessions.ts';

function whole(session: number): StoredSession {
  return {
    msisdn: msisdnOf(session),
    reason: 'complete',
    hops: hopsOfSession,
    typed: Array.from({ length: hopsOfSession }, (_, hop) => entryAt(session, hop)),
  };
}

test('whole sessions have no fault', () => {
  expect(faultsAmong([whole(1), whole(0)], 2)).toEqual([]);
});

const broken: [string, StoredSession[]][] = [
  ['a session that is missing', [whole(0)]],
  ['a session too many', [whole(0), whole(1), whole(1)]],
  ['one that was not ended by the application', [whole(0), { ...whole(1), reason: 'timeout' }]],
  ['one that is not ended', [whole(0), { ...whole(1), reason: null }]],
  ['a hop that is missing', [whole(0), { ...whole(1), typed: whole(1).typed.slice(1) }]],
  ['a count that is behind', [whole(0), { ...whole(1), hops: 3 }]],
  ['an entry of another session', [whole(0), { ...whole(1), typed: whole(0).typed }]],
];

test.each(broken)('%s is told', (_, rows) => {
  expect(faultsAmong(rows, 2)).not.toEqual([]);
});
