import type { EventHub } from '../events.ts';
import type { SubmitPlan } from './behaviours/behaviour.ts';
import type { SmscCounters } from './counters.ts';
import { formatId } from './message-ids.ts';
import type { Outbox } from './outbox.ts';
import { buildReceipt, type ReceiptSubject } from './receipt.ts';

/** Puts the receipts of one submit into the outbox: provisional ones first, then as many final ones as planned. */
export function sendReceipts(
  subject: ReceiptSubject,
  plan: SubmitPlan,
  outbox: Outbox,
  deps: { counters: SmscCounters; events: EventHub },
): void {
  const { counters, events } = deps;
  const send = (stat: string, err: string, provisional: boolean): void => {
    counters.receiptsSent += 1;
    outbox.push(buildReceipt(subject, plan, stat, err, provisional), (status) => {
      if (status === 0) counters.receiptsAccepted += 1;
      else counters.receiptsGivenUp += 1;
    });
    if (!events.wanted) return;
    const messageId = formatId(subject.number, plan.receiptId);
    const msisdn = subject.subscriber.address;
    events.emit({ type: 'receipt', systemId: outbox.systemId, msisdn, messageId, stat, err });
  };
  for (const word of plan.provisional) send(word, '000', true);
  if (plan.receipts === 0) counters.receiptsLost += 1;
  for (let copy = 0; copy < plan.receipts; copy += 1) send(plan.stat, plan.err, false);
}
