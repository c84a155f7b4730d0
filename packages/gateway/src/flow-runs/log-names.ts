import type { ConversationKey } from '#store/flow-runs.ts';
import type { FlowRunsDeps } from './deps.ts';

/** How the log names a conversation: its person only as results do. */
export function logNames(
  { pseudonymOf }: Pick<FlowRunsDeps, 'pseudonymOf'>,
  { accountId, msisdn, address }: ConversationKey,
) {
  return { account: accountId, address, contact: pseudonymOf(accountId, msisdn) };
}
