import type { Account } from '#core/directory.ts';
import type { SenderPurpose } from './judge-contact.ts';

/** What a sender is for, as the rules of countries tell senders apart. */
export function purposeOf(
  { promotionalSenders }: Pick<Account, 'promotionalSenders'>,
  sender: string | null,
): SenderPurpose {
  return sender !== null && promotionalSenders.has(sender) ? 'promotional' : 'transactional';
}
