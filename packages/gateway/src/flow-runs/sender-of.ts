import type { Account, Directory } from '#core/directory.ts';
import type { SenderPurpose } from '#policy/judge-contact.ts';
import { foldAddress } from '#routing/mo-match.ts';
import type { RunRow } from '#store/flow-runs.ts';

/** What a run writes from: the sender of its survey or application, else the account's sender that it was written to. */
export function senderOf(directory: Directory, account: Account, run: RunRow): string | null {
  if (run.surveyId !== null) return directory.surveys.get(run.surveyId)?.sender ?? null;
  if (run.appId !== null) {
    const own = directory.ussdApps.get(run.appId)?.settings.sender;
    return typeof own === 'string' ? own : null;
  }
  return [...account.senders].find((sender) => foldAddress(sender) === run.address) ?? null;
}

/** What a sender is for, as the rules of countries tell senders apart. */
export function purposeOf({ promotionalSenders }: Account, sender: string | null): SenderPurpose {
  return sender !== null && promotionalSenders.has(sender) ? 'promotional' : 'transactional';
}
