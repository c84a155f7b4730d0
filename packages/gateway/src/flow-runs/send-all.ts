import type { AcceptResult, SmsRequest } from '#core/accept.ts';
import type { Account } from '#core/directory.ts';
import type { Refusal } from '#core/refusal.ts';
import type { RunOutcome, RunRow, UnsentSms } from '#store/flow-runs.ts';
import { apart } from '#store/transaction.ts';
import type { FlowRunsDeps } from './deps.ts';
import type { Together } from './together.ts';

/** A run after its messages were sent. */
export type Sent = {
  readonly run: RunRow;
  /** Of the conversation's first message; null where there was none. */
  readonly first: AcceptResult | null;
};

/**
 * Sends the messages of a step in order, as part of its transaction. Where one to the person is refused, the rest waits with it
 * if that may change, such as for want of money; else an SMS conversation is over. What is sent beside a conversation, to others
 * or after a USSD session, is let go when it is refused.
 */
export async function sendAll(
  deps: FlowRunsDeps,
  { client, sequels }: Together,
  account: Account,
  run: RunRow,
  messages: readonly UnsentSms[],
  requestOf: (message: UnsentSms) => SmsRequest,
): Promise<Sent> {
  let now = run;
  let first: AcceptResult | null = null;
  for (const [index, message] of messages.entries()) {
    const { results, ...sequel } = await deps.accept(apart(client), account, [requestOf(message)]);
    sequels.push(sequel);
    const [result] = results;
    if (result === undefined) throw new Error('A message was judged without a result.');
    const isTheirs = message.to === run.msisdn;
    if (isTheirs) first ??= result;
    if (result.accepted) {
      if (isTheirs) now = { ...now, firstMessageId: now.firstMessageId ?? result.messageId };
      continue;
    }
    deps.log.warn({ runId: run.id, refusal: result.refusal.code }, 'a message of a flow was refused');
    if (!isTheirs) continue;
    const outcome = endOf(result.refusal);
    if (outcome === null) return { run: { ...now, unsent: messages.slice(index) }, first };
    if (run.channel === 'sms') return { run: over(now, outcome, deps.clock.now()), first };
  }
  return { run: { ...now, unsent: null }, first };
}

/** A run that has come to its end by itself stays as it ended. */
function over(run: RunRow, outcome: RunOutcome, now: number): RunRow {
  const ended: RunRow = run.status === 'over' ? run : { ...run, status: 'over', outcome, endedAt: now };
  return { ...ended, unsent: null };
}

/** How a run ends whose messages are refused; null where it may be tried again later. */
function endOf({ code }: Refusal): RunOutcome | null {
  switch (code) {
    case '1006':
    case '1008':
    case '1013':
      return null;
    case '1007':
      return 'opted_out';
    default:
      return 'failed';
  }
}
