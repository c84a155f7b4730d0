import { expect, test } from 'vitest';
import type { Directory, SmsConnectorRow } from '#core/directory.ts';
import { operatorProfiles } from './operator-profiles.ts';

const row = (settings: SmsConnectorRow['settings']) => ({ id: 1, kind: 'smpp', settings }) as SmsConnectorRow;
const directoryOf = (...rows: SmsConnectorRow[]) =>
  ({ connectors: new Map(rows.map((one) => [one.id, one])) }) as unknown as Directory;

test('a profile is read once from each row, and anew from the next', () => {
  let directory = directoryOf(row({ failoverAfter: 5 }));
  const profileOf = operatorProfiles(() => directory);
  const profile = profileOf(1);
  expect(profile.failoverAfter).toBe(5);
  expect(profileOf(1)).toBe(profile);
  directory = directoryOf(row({ failoverAfter: 6 }));
  expect(profileOf(1).failoverAfter).toBe(6);
});

test('a connector that was removed has the usual profile', () => {
  const profileOf = operatorProfiles(() => directoryOf());
  expect(profileOf(7)).toMatchObject({ failoverAfter: 30, receipts: 'all', failsWhenUncertain: false });
});
