import { callbackStatus } from '#core/message-state.ts';
import type { DlrFacts } from '../job.ts';

/**
 * The body of a delivery receipt callback: these seven keys in this order and never another, because clients map it to
 * classes that refuse unknown properties. `from` is the recipient and `to` the sender, as if the handset had answered.
 *
 * @param writeTime from callbackTimeIn
 * @throws RangeError when the state is not final
 */
export function dlrBody(facts: DlrFacts, writeTime: (ms: number) => string): string {
  const status = callbackStatus(facts.family, facts.state);
  return `{"msgId":"${facts.subjectId}","from":"${facts.msisdn}","to":${JSON.stringify(facts.sender)},"refId":${JSON.stringify(facts.refId)},"status":"${status}","statusReason":${JSON.stringify(facts.reason || status)},"deliveryTime":"${writeTime(facts.finalAt)}"}`;
}
