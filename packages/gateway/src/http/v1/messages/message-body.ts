import type { Account } from '#core/directory.ts';
import { timeOfId } from '#core/ids.ts';
import { isFinal, messageStateName } from '#core/message-state.ts';
import { formatMoney } from '#core/money.ts';
import type { MessageRow } from '#store/message-queries.ts';
import type { MessageStory } from '#store/message-story.ts';
import { lanes, type MessageBody, type TimelineEntryBody } from '../schemas.ts';

/** A stored message as v1 shows it. */
export function messageBody(account: Account, row: MessageRow): MessageBody {
  return {
    id: row.id,
    from: row.sender,
    to: row.msisdn,
    text: row.body,
    ref: row.ref_id,
    state: messageStateName(row.state),
    reason: row.reason,
    flash: row.flash,
    lane: lanes[row.lane] ?? 'normal',
    encoding: row.encoding,
    parts: row.parts,
    mcc: row.mcc,
    mnc: row.mnc,
    cost: formatMoney(Number(row.price)),
    currency: account.currency,
    possibleDuplicate: row.possible_duplicate,
    createdAt: new Date(timeOfId(row.id)).toISOString(),
    submittedAt: row.submitted_at?.toISOString() ?? null,
    finalAt: row.final_at?.toISOString() ?? null,
    expiresAt: row.expires_at.toISOString(),
  };
}

/** Events whose detail names the operators of the deployment. */
const namingOperators: ReadonlySet<string> = new Set(['moved']);

/**
 * What happened to a message, in the order it happened.
 * @param mayKnowOperators whether the reader may know which operators the deployment has
 */
export function timelineOf(
  row: MessageRow,
  story: MessageStory,
  mayKnowOperators: boolean,
): TimelineEntryBody[] {
  const entries: { at: Date; kind: string; detail: string }[] = [
    {
      at: new Date(timeOfId(row.id)),
      kind: 'accepted',
      detail: `${row.parts} ${row.parts === 1 ? 'part' : 'parts'}`,
    },
    ...story.events.map(({ at, kind, detail }) => ({
      at,
      kind,
      detail: mayKnowOperators || !namingOperators.has(kind) ? detail : '',
    })),
    ...story.partReceipts.map(({ at, part, state, reason }) => ({
      at,
      kind: 'part-receipt',
      detail: `part ${part}: ${messageStateName(state)} ${reason}`.trim(),
    })),
    ...story.callbackAttempts.map(({ at, attempt, status, error }) => ({
      at,
      kind: 'callback-attempt',
      detail: `attempt ${attempt}: ${error ?? `HTTP ${status}`}`,
    })),
  ];
  if (row.submitted_at) entries.push({ at: row.submitted_at, kind: 'submitted', detail: '' });
  if (row.final_at && isFinal(row.state)) {
    entries.push({ at: row.final_at, kind: messageStateName(row.state), detail: row.reason });
  }
  if (row.callback_at) entries.push({ at: row.callback_at, kind: 'callback-delivered', detail: '' });
  if (story.callback) {
    const { dead, attempts, due_at, last_error } = story.callback;
    entries.push({
      at: due_at,
      kind: dead ? 'callback-dead' : 'callback-waiting',
      detail: `after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}${last_error ? `: ${last_error}` : ''}`,
    });
  }
  return entries
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, kind, detail }) => ({ at: at.toISOString(), kind, detail }));
}
