import type { Lane, SmsRequest } from '#core/accept.ts';
import { lane } from '#core/accept.ts';
import type { Refusal } from '#core/refusal.ts';
import { asObject, type JsonObject } from '../read-json.ts';

/** One message as it stands in a body, before anything is known of its types. */
export type Item = {
  readonly from: unknown;
  readonly to: unknown;
  readonly message: unknown;
  readonly refId: unknown;
  readonly linkId: unknown;
  readonly messageType: unknown;
};

/** The fields we know, of an object; the others are ignored. */
export function itemOf(object: JsonObject): Item {
  return {
    from: object.from,
    to: object.to,
    message: object.message,
    refId: object.refId,
    linkId: object.linkId,
    messageType: object.messageType,
  };
}

/**
 * Makes a request of an item, or the refusal of one that cannot be a request. Numbers and booleans become strings, null is
 * absence. Rules about what the strings hold are not asked here: a doubtful type of message is the only thing refused, and
 * only when from, to and message are there, because clients are told first of what is missing.
 */
export function readItem(item: Item, usualLane: Lane): SmsRequest | Refusal {
  const from = scalar(item.from);
  const to = scalar(item.to);
  const text = scalar(item.message);
  const refId = scalar(item.refId);
  const linkId = scalar(item.linkId);
  const messageType = scalar(item.messageType)?.trim() ?? null;
  if (
    from === null ||
    to === null ||
    text === null ||
    refId === null ||
    linkId === null ||
    (messageType !== '1' && messageType !== '2' && messageType !== '')
  ) {
    return firstFault({ from, to, message: text, linkId, refId }, messageType);
  }
  return {
    from,
    to,
    text,
    refId: refId.toWellFormed(),
    linkId: linkId === '' ? null : linkId.toWellFormed(),
    flash: messageType === '2',
    lane: linkId === '' ? usualLane : lane.urgent,
    validityMinutes: null,
  };
}

/** Whether reading an item ended in a refusal. */
export function isRefusal(read: SmsRequest | Refusal): read is Refusal {
  return 'code' in read;
}

/** The recipient as the client wrote it, to be echoed; empty when it is not even a scalar. */
export function writtenRecipient(to: unknown): string {
  return scalar(to)?.toWellFormed() ?? '';
}

function firstFault(fields: Record<string, string | null>, messageType: string | null): Refusal {
  for (const field of ['from', 'to', 'message']) {
    const value = fields[field];
    if (value === null) return { code: '1002', field };
    if (value?.trim() === '') return { code: '1001', field };
  }
  for (const field of ['linkId', 'refId']) {
    if (fields[field] === null) return { code: '1002', field };
  }
  if (messageType === null) return { code: '1002', field: 'messageType' };
  return { code: '1005', messageType: messageType.slice(0, 32).toWellFormed() };
}

/** The text of a scalar, '' for nothing, null for what is no scalar. */
export function scalar(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'undefined':
      return '';
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return value === null ? '' : null;
  }
}

/** @throws HttpError 400 for dangerous keys */
export function readItemObject(value: unknown): Item | null {
  const object = asObject(value);
  return object === null ? null : itemOf(object);
}
