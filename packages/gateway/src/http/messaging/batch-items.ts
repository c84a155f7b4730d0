import { HttpError } from '../http-error.ts';
import { asObject, type JsonObject } from '../read-json.ts';
import { type Item, itemOf } from './read-item.ts';

/** One recipient of a batch; null stands for an item that is no object. */
export type BatchItem = Item | null;

/**
 * Flattens every form a batch may have into one item a recipient, in the order given:
 * an array of objects; one object whose `to` is an array or a list with commas; an array of such objects; and
 * `{"messages": […]}` with optional `from`, `message` and `messageType` for items that have none.
 *
 * @throws HttpError 400 when there is nothing to send, 413 for too many recipients
 */
export function batchItems(body: unknown, maxBatch: number): BatchItem[] {
  const { objects, defaults } = unwrap(body);
  const items: BatchItem[] = [];
  for (const value of objects) {
    const object = asObject(value);
    if (object === null) items.push(null);
    else pushRecipients(items, withDefaults(itemOf(object), defaults), maxBatch);
    if (items.length > maxBatch) throw new HttpError(413, `Maximum batch size is ${maxBatch}.`);
  }
  return items;
}

function unwrap(body: unknown): { objects: readonly unknown[]; defaults: JsonObject | null } {
  if (Array.isArray(body) && body.length > 0) return { objects: body, defaults: null };
  const object = asObject(body);
  if (object !== null && Array.isArray(object.messages) && object.messages.length > 0) {
    return { objects: object.messages, defaults: object };
  }
  const single = object !== null && object.messages === undefined;
  if (single && ('from' in object || 'to' in object || 'message' in object)) {
    return { objects: [object], defaults: null };
  }
  throw new HttpError(400, 'The body must be a JSON array of messages with at least one in it.');
}

function withDefaults(item: Item, defaults: JsonObject | null): Item {
  if (defaults === null) return item;
  return {
    ...item,
    from: item.from ?? defaults.from,
    message: item.message ?? defaults.message,
    messageType: item.messageType ?? defaults.messageType,
  };
}

function pushRecipients(items: BatchItem[], item: Item, most: number): void {
  if (Array.isArray(item.to) && item.to.length > 0) {
    for (const to of item.to.slice(0, most + 1)) items.push({ ...item, to });
    return;
  }
  if (typeof item.to !== 'string' || !item.to.includes(',')) {
    items.push(item);
    return;
  }
  const recipients = splitList(item.to, most + 1);
  if (recipients.length === 0) items.push({ ...item, to: '' });
  for (const to of recipients) items.push({ ...item, to });
}

/** The parts of a list with commas that are not blank, at most so many: a body may hold millions of commas. */
function splitList(list: string, most: number): string[] {
  const parts: string[] = [];
  let start = 0;
  while (start <= list.length && parts.length < most) {
    const comma = list.indexOf(',', start);
    const end = comma === -1 ? list.length : comma;
    const part = list.slice(start, end).trim();
    if (part !== '') parts.push(part);
    start = end + 1;
  }
  return parts;
}
