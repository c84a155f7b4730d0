import { commandStatusName } from '@ujumbe/smpp';
import type { BehaviourSet } from './behaviour-set.ts';
import type { SmscCounters } from './counters.ts';
import type { Delays } from './delays.ts';
import type { Link } from './link.ts';
import { malformedPdu } from './malformed.ts';
import { formatId } from './message-ids.ts';
import { type ReceiptSubject, wantsReceipt } from './receipt.ts';
import { sendReceipts } from './send-receipts.ts';
import { type ShowDeps, showSubmission } from './show-submission.ts';
import { isUssd, partOf, type Submission, type SubmitPdu } from './submission.ts';

/** Shows a submit that carries ussd_service_op on a phone. Returns 0, or the status to refuse it with. */
export type TakeUssd = (pdu: SubmitPdu, systemId: string) => number;

/** What the path of a submit works with. */
export interface SubmitDeps extends ShowDeps {
  takeUssd: TakeUssd;
  behaviours: BehaviourSet;
  counters: SmscCounters;
  delays: Delays;
  nextNumber: () => number;
}

/**
 * One submit_sm or data_sm from arrival to receipt: the behaviours make a plan, the handset gets the message, the
 * answer and the receipts leave when the plan says. Never throws for what the peer sent.
 */
export function takeSubmit(pdu: SubmitPdu, link: Link, deps: SubmitDeps): void {
  const { counters, delays } = deps;
  counters.submits += 1;
  const submission = decide(pdu, link, deps);
  const { plan, taken } = submission;
  const text = showSubmission(submission, deps);
  if (plan.status !== 0) noteRefusal(submission, deps);
  else if (taken) counters.accepted += 1;

  const wanted = taken && wantsReceipt(pdu.registeredDelivery, plan.stat);
  const subject = wanted ? subjectOf(submission, text.slice(0, 20)) : null;
  const aheadMs = subject ? plan.receiptAheadMs : 0;
  const answerAfterMs = Math.max(plan.answerAfterMs, aheadMs);
  if (subject && aheadMs > 0) {
    delays.after(answerAfterMs - aheadMs, () => sendReceipts(subject, plan, link.outbox, deps));
  }
  delays.after(answerAfterMs, () => {
    answer(submission, counters);
    if (!subject || aheadMs > 0) return;
    delays.after(plan.receiptAfterMs, () => sendReceipts(subject, plan, link.outbox, deps));
  });
}

function decide(pdu: SubmitPdu, link: Link, { behaviours, nextNumber, takeUssd }: SubmitDeps): Submission {
  const to = pdu.destinationAddr.charCodeAt(0) === 0x2b ? pdu.destinationAddr.slice(1) : pdu.destinationAddr;
  const part = partOf(pdu);
  const plan = behaviours.planFor({ systemId: link.bind.systemId, from: pdu.sourceAddr, to, part });
  if (isUssd(pdu) && plan.taken && plan.status === 0) plan.status = takeUssd(pdu, link.bind.systemId);
  const number = nextNumber();
  const messageId = formatId(number, plan.answerId);
  return { pdu, link, to, part, plan, number, messageId, taken: plan.taken && plan.status === 0 };
}

function subjectOf({ pdu, number }: Submission, excerpt: string): ReceiptSubject {
  return {
    number,
    sender: { ton: pdu.sourceAddrTon, npi: pdu.sourceAddrNpi, address: pdu.sourceAddr },
    subscriber: { ton: pdu.destAddrTon, npi: pdu.destAddrNpi, address: pdu.destinationAddr },
    registeredDelivery: pdu.registeredDelivery,
    submittedAt: new Date(),
    excerpt,
  };
}

function answer({ pdu, link, plan, messageId }: Submission, counters: SmscCounters): void {
  const { session, socket } = link;
  if (plan.malformed && socket.writable) {
    counters.malformedSent += 1;
    // Past the session, which would refuse to write it.
    socket.write(malformedPdu(plan.malformed));
  }
  switch (plan.answer) {
    case 'silence':
      counters.swallowed += 1;
      return;
    case 'drop-link':
      counters.linksDropped += 1;
      session.destroy('the simulator dropped the link');
      return;
    case 'resp':
      if (plan.status === 0) session.respond(pdu, { messageId });
      else session.respond(pdu, { status: plan.status });
  }
}

function noteRefusal({ pdu, link, to, plan }: Submission, { counters, events }: SubmitDeps): void {
  const status = commandStatusName(plan.status);
  counters.refused[status] = (counters.refused[status] ?? 0) + 1;
  if (!events.wanted) return;
  events.emit({ type: 'submit-refused', systemId: link.bind.systemId, from: pdu.sourceAddr, to, status });
}
