import { readProfile } from '#connectors/registry.ts';
import type { Directory, SmsConnectorRow } from '#core/directory.ts';
import type { OperatorProfile } from '#core/operator-profile.ts';

/** Gives the profile of a connector by its id, read once from each row; the usual one for a connector that was removed. */
export function operatorProfiles(directory: () => Directory): (connectorId: number) => OperatorProfile {
  const profiles = new WeakMap<SmsConnectorRow, OperatorProfile>();
  const removed = readProfile({ kind: 'smpp', settings: {} });
  return (connectorId) => {
    const row = directory().connectors.get(connectorId);
    if (row === undefined) return removed;
    const known = profiles.get(row);
    if (known !== undefined) return known;
    const profile = readProfile(row);
    profiles.set(row, profile);
    return profile;
  };
}
