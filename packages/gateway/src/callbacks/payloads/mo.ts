import type { AccountSettings } from '#core/directory.ts';
import type { MoFacts } from '../job.ts';

/**
 * The body of an MO callback: these seven keys in this order and never another.
 *
 * @param nullStyle how a missing refId is written: the text "null" as the compatible API does, JSON null, or no key
 * @param writeTime from callbackTimeIn
 */
export function moBody(
  facts: MoFacts,
  nullStyle: AccountSettings['nullStyle'],
  writeTime: (ms: number) => string,
): string {
  const linkId = facts.linkId === null ? 'null' : JSON.stringify(facts.linkId);
  return `{"msgId":"${facts.number}","from":${JSON.stringify(facts.from)},"to":${JSON.stringify(facts.to)},${refIdPair(facts.refId, nullStyle)}"message":${JSON.stringify(facts.text)},"linkId":${linkId},"receiveTime":"${writeTime(facts.receivedAt)}"}`;
}

function refIdPair(refId: string | null, nullStyle: AccountSettings['nullStyle']): string {
  if (refId !== null) return `"refId":${JSON.stringify(refId)},`;
  switch (nullStyle) {
    case 'string':
      return '"refId":"null",';
    case 'json':
      return '"refId":null,';
    case 'omit':
      return '';
  }
}
