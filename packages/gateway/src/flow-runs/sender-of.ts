import type { Account, Directory } from '#core/directory.ts';
import { foldAddress } from '#routing/mo-match.ts';
import type { RunRow } from '#store/flow-runs.ts';

/**
 * What a run writes from: in an SMS conversation the account's sender at its address, so that answers find it though its survey
 * writes from another one by now; else the sender of its survey or application.
 */
export function senderOf(directory: Directory, account: Account, run: RunRow): string | null {
  if (run.channel === 'sms') {
    const own = [...account.senders].find((sender) => foldAddress(sender) === run.address);
    if (own !== undefined) return own;
  }
  if (run.surveyId !== null) return directory.surveys.get(run.surveyId)?.sender ?? null;
  if (run.appId !== null) {
    const own = directory.ussdApps.get(run.appId)?.settings.sender;
    return typeof own === 'string' ? own : null;
  }
  return null;
}
