import type { SmsRequest } from '#core/accept.ts';
import type { Account } from '#core/directory.ts';
import { policyOf } from '#policy/policy-of.ts';
import { purposeOf } from '#policy/purpose-of.ts';
import { withSuffix } from '#policy/with-suffix.ts';
import { networkOf } from '#routing/number-plan.ts';
import type { RunRow, UnsentSms } from '#store/flow-runs.ts';
import { accountOf } from './account-of.ts';
import type { FlowRunsDeps } from './deps.ts';
import { type Sent, sendAll } from './send-all.ts';
import { senderOf } from './sender-of.ts';
import type { Together } from './together.ts';

/** Sends messages of a run in order, as far as they are accepted; while its account is suspended all of them are owed. */
export async function send(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  messages: readonly UnsentSms[],
  queue: SmsRequest['lane'],
): Promise<Sent> {
  if (messages.length === 0) return { run, first: null };
  const account = accountOf(deps, run);
  if (!account.active) return sendLater(run, messages);
  return sendAll(deps, unit, account, run, messages, requestOf(deps, account, run, queue));
}

export function sendLater(run: RunRow, messages: readonly UnsentSms[]): Sent {
  return { run: { ...run, unsent: messages.length > 0 ? messages : null }, first: null };
}

/** How a run's messages are sent: its sender, with what the country of the number wants a promotional one to end with. */
function requestOf(
  deps: FlowRunsDeps,
  account: Account,
  run: RunRow,
  queue: SmsRequest['lane'],
): (message: UnsentSms) => SmsRequest {
  const sender = senderOf(deps.directory(), account, run) ?? '';
  const purpose = purposeOf(account, sender);
  return ({ to, text, linkId }) => ({
    from: sender,
    to,
    text: withSuffix(policyOf(networkOf(to).country), purpose, text).text,
    refId: run.firstMessageId ?? '',
    linkId,
    flash: false,
    lane: queue,
    validityMinutes: null,
  });
}
