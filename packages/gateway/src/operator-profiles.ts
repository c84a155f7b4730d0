import { readProfile } from '#connectors/registry.ts';
import type { Directory, SmsConnectorRow } from '#core/directory.ts';
import type { OperatorProfile } from '#core/operator-profile.ts';
import { perObject } from '#core/per-object.ts';

/** Gives the profile of a connector by its id, read once from each row; the usual one for a connector that was removed. */
export function operatorProfiles(directory: () => Directory): (connectorId: number) => OperatorProfile {
  const profileOf = perObject((row: SmsConnectorRow) => readProfile(row));
  const removed = readProfile({ kind: 'smpp', settings: {} });
  return (connectorId) => {
    const row = directory().connectors.get(connectorId);
    return row === undefined ? removed : profileOf(row);
  };
}
