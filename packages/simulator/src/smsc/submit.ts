import { commandStatusName, decodeShortMessage, type PduOf, parseUdh } from '@ujumbe/smpp';
import type { EventHub } from '../events.ts';
import type { Handsets } from '../handsets.ts';
import type { PartOf } from '../reassembly.ts';
import type { BehaviourSet } from './behaviour-set.ts';
import type { SubmitPlan } from './behaviours/behaviour.ts';
import type { SmscCounters } from './counters.ts';
import type { Delays } from './delays.ts';
import type { Link } from './link.ts';
import { malformedPdu } from './malformed.ts';
import { formatId } from './message-ids.ts';
import type { Outbox } from './outbox.ts';
import { buildReceipt, isDelivered, type ReceiptSubject, wantsReceipt } from './receipt.ts';
import type { SubmitLog } from './submit-log.ts';

export type SubmitPdu = PduOf<'submit_sm' | 'data_sm'>;

/** What the path of a submit works with. */
export interface SubmitDeps {
  behaviours: BehaviourSet;
  handsets: Handsets;
  log: SubmitLog;
  events: EventHub;
  counters: SmscCounters;
  delays: Delays;
  nextNumber: () => number;
}

/**
 * One submit_sm or data_sm from arrival to receipt: the behaviours make a plan, the handset gets the message, the
 * answer and the receipts leave when the plan says. Never throws for what the peer sent.
 */
export function takeSubmit(pdu: SubmitPdu, link: Link, deps: SubmitDeps): void {
  const { outbox } = link;
  const { behaviours, counters, delays } = deps;
  counters.submits += 1;
  const to = withoutPlus(pdu.destinationAddr);
  const part = partOf(pdu);
  const { systemId } = outbox;
  const plan = behaviours.planFor({ systemId, from: pdu.sourceAddr, to, part });
  const number = deps.nextNumber();
  const messageId = formatId(number, plan.answerId);
  const taken = plan.taken && plan.status === 0;
  const excerpt = showToHandset(pdu, to, part, messageId, taken, plan, outbox, deps);

  if (plan.status !== 0) refuse(pdu, to, plan.status, systemId, deps);
  else if (taken) counters.accepted += 1;

  const subject: ReceiptSubject | null =
    taken && wantsReceipt(pdu.registeredDelivery, plan.stat)
      ? {
          number,
          sender: { ton: pdu.sourceAddrTon, npi: pdu.sourceAddrNpi, address: pdu.sourceAddr },
          subscriber: { ton: pdu.destAddrTon, npi: pdu.destAddrNpi, address: pdu.destinationAddr },
          registeredDelivery: pdu.registeredDelivery,
          submittedAt: new Date(),
          excerpt,
        }
      : null;
  const ahead = subject ? plan.receiptAheadMs : 0;
  const answerAfterMs = Math.max(plan.answerAfterMs, ahead);
  if (subject && ahead > 0) {
    delays.after(answerAfterMs - ahead, () => sendReceipts(subject, plan, outbox, deps));
  }
  delays.after(answerAfterMs, () => {
    answer(pdu, link, plan, messageId, counters);
    if (subject && ahead === 0) {
      delays.after(plan.receiptAfterMs, () => sendReceipts(subject, plan, outbox, deps));
    }
  });
}

function answer(
  pdu: SubmitPdu,
  { session, socket }: Link,
  plan: SubmitPlan,
  messageId: string,
  counters: SmscCounters,
): void {
  if (plan.malformed) {
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

function refuse(pdu: SubmitPdu, to: string, status: number, systemId: string, deps: SubmitDeps): void {
  const name = commandStatusName(status);
  deps.counters.refused[name] = (deps.counters.refused[name] ?? 0) + 1;
  if (deps.events.wanted) {
    deps.events.emit({ type: 'submit-refused', systemId, from: pdu.sourceAddr, to, status: name });
  }
}

function sendReceipts(subject: ReceiptSubject, plan: SubmitPlan, outbox: Outbox, deps: SubmitDeps): void {
  for (const word of plan.provisional) sendReceipt(subject, plan, word, '000', true, outbox, deps);
  if (plan.receipts === 0) deps.counters.receiptsLost += 1;
  for (let copy = 0; copy < plan.receipts; copy += 1) {
    sendReceipt(subject, plan, plan.stat, plan.err, false, outbox, deps);
  }
}

function sendReceipt(
  subject: ReceiptSubject,
  plan: SubmitPlan,
  stat: string,
  err: string,
  provisional: boolean,
  outbox: Outbox,
  { counters, events }: SubmitDeps,
): void {
  counters.receiptsSent += 1;
  outbox.push(buildReceipt(subject, plan, stat, err, provisional), (status) => {
    if (status === 0) counters.receiptsAccepted += 1;
    else counters.receiptsGivenUp += 1;
  });
  if (!events.wanted) return;
  const messageId = formatId(subject.number, plan.receiptId);
  const msisdn = subject.subscriber.address;
  events.emit({ type: 'receipt', systemId: outbox.systemId, msisdn, messageId, stat, err });
}

/** Gives the message to the phone and the log. Returns the beginning of its text, '' on the light path. */
function showToHandset(
  pdu: SubmitPdu,
  to: string,
  part: PartOf | null,
  messageId: string,
  taken: boolean,
  plan: SubmitPlan,
  { systemId }: Outbox,
  { handsets, log, events }: SubmitDeps,
): string {
  const arrives = taken && isDelivered(plan.stat);
  if (handsets.mode !== 'full' && !log.keeps) {
    if (arrives) handsets.count(to, messageId);
    return '';
  }
  const { text, encoding } = decodeShortMessage(pdu);
  const from = pdu.sourceAddr;
  if (arrives && handsets.mode !== 'full') handsets.count(to, messageId);
  else if (arrives) {
    const flash = isFlash(pdu);
    const message = handsets.receive({ from, to, text, encoding, flash, messageId, systemId, part });
    if (message) events.emit({ type: 'message', message });
  }
  if (log.keeps) {
    log.add({
      at: new Date().toISOString(),
      systemId,
      from,
      to,
      text,
      encoding,
      part,
      messageId,
      status: plan.status,
      stat: taken ? plan.stat : '',
      sourceTon: pdu.sourceAddrTon,
      sourceNpi: pdu.sourceAddrNpi,
      destTon: pdu.destAddrTon,
      destNpi: pdu.destAddrNpi,
      esmClass: pdu.esmClass,
      dataCoding: pdu.dataCoding,
      registeredDelivery: pdu.registeredDelivery,
      validityPeriod: pdu.command === 'submit_sm' ? pdu.validityPeriod : '',
      priority: pdu.command === 'submit_sm' ? pdu.priorityFlag : 0,
    });
  }
  return text.slice(0, 20);
}

/** Place in a long message, from the UDH or the SAR parameters. */
export function partOf(pdu: SubmitPdu): PartOf | null {
  const { tlvs } = pdu;
  if ((pdu.esmClass & 0x40) !== 0) {
    const payload =
      pdu.command === 'submit_sm' && pdu.shortMessage.length > 0 ? pdu.shortMessage : tlvs?.messagePayload;
    return (payload && parseUdh(payload).concat) ?? null;
  }
  const total = tlvs?.sarTotalSegments ?? 0;
  if (total < 2) return null;
  return { reference: tlvs?.sarMsgRefNum ?? 0, sequence: tlvs?.sarSegmentSeqnum ?? 0, total };
}

/** Class 0 by data_coding (3GPP TS 23.038 section 4) or by dest_addr_subunit 1, the display. */
export function isFlash(pdu: SubmitPdu): boolean {
  const { dataCoding } = pdu;
  const generalWithClass = (dataCoding & 0xd0) === 0x10;
  const classGroup = (dataCoding & 0xf0) === 0xf0;
  if ((generalWithClass || classGroup) && (dataCoding & 0x03) === 0) return true;
  return pdu.tlvs?.destAddrSubunit === 1;
}

function withoutPlus(address: string): string {
  return address.charCodeAt(0) === 0x2b ? address.slice(1) : address;
}
