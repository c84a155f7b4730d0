import { CommandStatus, type PduOf, type Session } from '@ujumbe/smpp';
import { messageStateOf } from './receipt.ts';
import type { SubmitLog } from './submit-log.ts';

/** Answers query_sm from the submits still kept; ESME_RQUERYFAIL for others. */
export function answerQuery(pdu: PduOf<'query_sm'>, session: Session, log: SubmitLog): void {
  const record = log.find(pdu.messageId);
  if (!record) {
    session.respond(pdu, { status: CommandStatus.ESME_RQUERYFAIL });
    return;
  }
  session.respond(pdu, { messageId: pdu.messageId, messageState: messageStateOf(record.stat) });
}
