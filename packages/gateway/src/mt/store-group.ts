import type { SmsRequest } from '#core/accept.ts';
import type { Account } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import type { Money } from '#core/money.ts';
import { acceptMessages, type Charge, type NewMessage } from '#store/accept-messages.ts';
import { type HotConnection, isServerRefusal } from '#store/hot-connection.ts';
import type { Dispatcher } from './dispatch.ts';
import type { Draft } from './judge.ts';
import type { MtMessage } from './message.ts';
import type { Placement } from './operator-queue.ts';

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
 * one of them, each stands alone, in order.
 * @throws DatabaseUnavailable when nothing is known to have been stored
 */
export async function storeGroup(
  deps: StoreGroupDeps,
  connection: Pick<HotConnection, 'run'>,
  items: readonly Item[],
): Promise<Stored[]> {
  const placements = items.map(({ draft, request }) =>
    deps.dispatcher.place(draft.connectorId, request.lane, draft.parts),
  );
  const messages = items.map((item, index) => newMessage(item, placements[index] as Placement, deps.node()));
  const cancel = (index: number) => {
    const { draft, request } = items[index] as Item;
    deps.dispatcher.cancel(draft.connectorId, request.lane, draft.parts, placements[index] as Placement);
  };
  const { charges, chargeIds } = chargesOf(items);
  let balances: Map<number, Money>;
  try {
    balances = await acceptMessages(connection, charges, messages, chargeIds);
  } catch (error) {
    for (const index of items.keys()) cancel(index);
    if (!isServerRefusal(error)) throw error;
    if (items.length === 1) return [{ kind: 'failed', item: items[0] as Item, error: error as Error }];
    return storeEach(deps, connection, items);
  }

  const results = new Array<Stored>(items.length);
  // From the last message back, each shows the balance as it was before those after it.
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index] as Item;
    const balance = balances.get(item.account.id);
    if (balance === undefined) {
      cancel(index);
      results[index] = { kind: 'unpaid', item };
      continue;
    }
    balances.set(item.account.id, balance + item.draft.price);
    results[index] = {
      kind: 'stored',
      item,
      balance,
      message: messages[index] as NewMessage,
      placement: placements[index] as Placement,
    };
  }
  if (items.length > 1) {
    for (const [index, result] of results.entries()) {
      if (result.kind === 'unpaid')
        [results[index]] = (await storeGroup(deps, connection, [result.item])) as [Stored];
    }
  }
  return results;
}

/** Hands committed messages to their connectors' queues, in order. */
export function handOver(dispatcher: Dispatcher, stored: readonly Stored[]): void {
  const connectors = new Set<number>();
  for (const result of stored) {
    if (result.kind !== 'stored' || !result.placement.held) continue;
    dispatcher.admit(inMemory(result.message, result.item.request));
    connectors.add(result.message.connectorId);
  }
  for (const connectorId of connectors) dispatcher.pump(connectorId);
}

/** Undoes the placements of a group whose transaction was rolled back. */
export function takeBack(dispatcher: Dispatcher, stored: readonly Stored[]): void {
  for (const result of stored) {
    if (result.kind !== 'stored') continue;
    const { draft, request } = result.item;
    dispatcher.cancel(draft.connectorId, request.lane, draft.parts, result.placement);
  }
}

async function storeEach(
  deps: StoreGroupDeps,
  connection: Pick<HotConnection, 'run'>,
  items: readonly Item[],
): Promise<Stored[]> {
  const results: Stored[] = [];
  for (const item of items) results.push(...(await storeGroup(deps, connection, [item])));
  return results;
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
    owner: placement.held ? node : null,
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
