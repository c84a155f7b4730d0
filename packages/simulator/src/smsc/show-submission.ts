import { decodeShortMessage } from '@ujumbe/smpp';
import type { EventHub } from '../events.ts';
import type { Handsets } from '../handsets.ts';
import { isDelivered } from './receipt.ts';
import { isFlash, isUssd, type Submission } from './submission.ts';
import type { SubmitLog } from './submit-log.ts';

export interface ShowDeps {
  handsets: Handsets;
  log: SubmitLog;
  events: EventHub;
}

/**
 * Gives a delivered message to the phone, and every submit to the log. Returns the message's text, '' on the light
 * path of a load test, which never looks at it.
 */
export function showSubmission(submission: Submission, { handsets, log, events }: ShowDeps): string {
  const { pdu, link, to, part, plan, messageId, taken } = submission;
  const arrives = taken && isDelivered(plan.stat) && !isUssd(pdu);
  if (handsets.mode !== 'full') {
    if (arrives) handsets.count(to, messageId);
    return '';
  }
  const { text, encoding } = decodeShortMessage(pdu);
  const from = pdu.sourceAddr;
  const { systemId } = link.bind;
  if (arrives) {
    const flash = isFlash(pdu);
    const message = handsets.receive({ from, to, text, encoding, flash, messageId, systemId, part });
    if (message) events.emit({ type: 'message', message });
  }
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
  return text;
}
