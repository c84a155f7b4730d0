import { type SmsRequest, TemporarilyUnavailable } from '#core/accept.ts';
import type { Account } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import type { Money } from '#core/money.ts';
import { acceptMessages, type Charge, type NewMessage } from '#store/accept-messages.ts';
import { isServerRefusal } from '#store/database-errors.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import type { Dispatcher } from './dispatch.ts';
import type { Draft } from './judge.ts';
import type { MtMessage } from './message.ts';
import type { Arrival, Placement } from './operator-queue.ts';

/** A judged request with the id it will have. */
export type Item = {
  readonly id: string;
  readonly account: Account;
  readonly draft: Draft;
  readonly request: SmsRequest;
};

/** What came of storing an item. A stored one is handed over to its connector by `handOver` once it is committed. */
export type Stored =
  | {
      readonly kind: 'stored';
      readonly item: Item;
      readonly balance: Money;
      readonly message: NewMessage;
      readonly placement: Placement;
    }
  | { readonly kind: 'unpaid'; readonly item: Item }
  /** The database refuses this very message. */
  | { readonly kind: 'failed'; readonly item: Item; readonly error: Error };

export type StoreGroupDeps = {
  readonly dispatcher: Dispatcher;
  readonly node: () => number;
};

/**
 * Charges and stores a group in one statement. Where an account cannot pay for all of its messages, or the database refuses
 * one of them, smaller groups are tried, so that in the end each stands alone and the first ones are paid first.
 * @throws DatabaseUnavailable when nothing is known to have been stored
 */
export async function storeGroup(
  deps: StoreGroupDeps,
  connection: Pick<HotConnection, 'run'>,
  items: readonly Item[],
): Promise<Stored[]> {
  return storeAtOnce({ ...deps, connection, tooDear: new Map() }, items);
}

type Storing = StoreGroupDeps & {
  readonly connection: Pick<HotConnection, 'run'>;
  /** Prices that accounts could not pay in this group: what costs as much need not be tried. */
  readonly tooDear: Map<number, Money>;
};

async function storeAtOnce(storing: Storing, items: readonly Item[]): Promise<Stored[]> {
  const { dispatcher, connection, node } = storing;
  const placements = items.map((item) => dispatcher.place(item.draft.connectorId, arrivalOf(item)));
  const messages = items.map((item, index) => newMessage(item, placements[index] as Placement, node()));
  const { charges, chargeIds } = chargesOf(items);
  let balances: Map<number, Money>;
  try {
    balances = await acceptMessages(connection, charges, messages, chargeIds);
  } catch (error) {
    for (const [index, item] of items.entries()) cancel(item, placements[index] as Placement);
    if (!isServerRefusal(error)) throw error;
    if (items.length === 1) return [{ kind: 'failed', item: items[0] as Item, error: error as Error }];
    return storeHalves(storing, items);
  }

  const results = new Array<Stored>(items.length);
  // From the last message back, each shows the balance as it was before those after it.
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index] as Item;
    const placement = placements[index] as Placement;
    const balance = balances.get(item.account.id);
    if (balance === undefined) {
      cancel(item, placement);
      results[index] = { kind: 'unpaid', item };
      continue;
    }
    balances.set(item.account.id, balance + item.draft.price);
    results[index] = { kind: 'stored', item, balance, message: messages[index] as NewMessage, placement };
  }
  const unpaid = results.filter((result) => result.kind === 'unpaid').map(({ item }) => item);
  if (items.length === 1) {
    for (const { account, draft } of unpaid) storing.tooDear.set(account.id, draft.price);
    return results;
  }
  const second = await storeHalves(storing, unpaid);
  return results.map((result) => (result.kind === 'unpaid' ? (second.shift() as Stored) : result));
}

/** Tries the first half before the second. What the database cannot be asked about any more has failed, for others are stored. */
async function storeHalves(storing: Storing, items: readonly Item[]): Promise<Stored[]> {
  const half = Math.ceil(items.length / 2);
  const outcomes = new Map<Item, Stored>();
  for (const part of [items.slice(0, half), items.slice(half)]) {
    const tried = part.filter(
      ({ account, draft }) => draft.price < (storing.tooDear.get(account.id) ?? Number.POSITIVE_INFINITY),
    );
    if (tried.length === 0) continue;
    const stored = await storeAtOnce(storing, tried).catch((cause: Error) => {
      const error = new TemporarilyUnavailable(cause.message, { cause });
      return tried.map((item): Stored => ({ kind: 'failed', item, error }));
    });
    for (const result of stored) outcomes.set(result.item, result);
  }
  return items.map((item) => outcomes.get(item) ?? { kind: 'unpaid', item });
}

/** Hands committed messages to their connectors' queues, in order. */
export function handOver(dispatcher: Dispatcher, stored: readonly Stored[]): void {
  const connectors = new Set<number>();
  for (const result of stored) {
    if (result.kind !== 'stored' || result.placement.queue === null) continue;
    dispatcher.admit(inMemory(result.message, result.item.request), result.placement.queue);
    connectors.add(result.message.connectorId);
  }
  for (const connectorId of connectors) dispatcher.pump(connectorId);
}

/** Undoes the placements of a group whose transaction was rolled back. */
export function takeBack(stored: readonly Stored[]): void {
  for (const result of stored) if (result.kind === 'stored') cancel(result.item, result.placement);
}

function cancel(item: Item, { queue, released }: Placement): void {
  queue?.cancel(arrivalOf(item), released);
}

function arrivalOf({ draft, request }: Item): Arrival {
  return { lane: request.lane, parts: draft.parts, msisdn: draft.msisdn };
}

/** One charge an account, sorted by account so that nodes lock balances in one order. */
function chargesOf(items: readonly Item[]): { charges: Charge[]; chargeIds: string[] } {
  const byAccount = new Map<number, Charge>();
  const chargeIds = items.map(({ account, draft }) => {
    let charge = byAccount.get(account.id);
    if (!charge) {
      charge = { id: newId(), accountId: account.id, amount: 0, messages: 0 };
      byAccount.set(account.id, charge);
    }
    charge.amount += draft.price;
    charge.messages += 1;
    return charge.id;
  });
  return { charges: [...byAccount.values()].sort((a, b) => a.accountId - b.accountId), chargeIds };
}

function newMessage({ account, draft, request, id }: Item, placement: Placement, node: number): NewMessage {
  return {
    id,
    accountId: account.id,
    connectorId: draft.connectorId,
    msisdn: draft.msisdn,
    sender: draft.sender,
    text: draft.text,
    refId: request.refId.toWellFormed(),
    linkId: request.linkId?.toWellFormed() ?? null,
    flash: request.flash,
    lane: request.lane,
    encoding: draft.encoding,
    parts: draft.parts,
    mcc: draft.mcc,
    mnc: draft.mnc,
    price: draft.price,
    expiresAt: draft.expiresAt,
    wantsCallback: account.dlrUrl !== null,
    owner: placement.queue === null ? null : node,
    released: placement.released,
  };
}

function inMemory(message: NewMessage, request: SmsRequest): MtMessage {
  return {
    ...message,
    encoding: message.encoding as MtMessage['encoding'],
    lane: request.lane,
    receiptsDue: message.parts,
    attempts: 0,
    possibleDuplicate: false,
    partsDone: [],
  };
}
