import type pg from 'pg';
import type { Account } from '#core/directory.ts';
import type { MobileNetwork } from '#core/numbering/numbering-plans.ts';
import { readConsents } from '#store/consents.ts';
import { readOptOutsOf } from '#store/opt-outs.ts';
import { type Explained, explainContact } from './explain-contact.ts';
import type { ContactKind } from './judge-contact.ts';
import { policyOf } from './policy-of.ts';
import { purposeOf } from './purpose-of.ts';

export type ExplainRequest = {
  /** E.164 digits without plus. */
  readonly msisdn: string;
  readonly network: Pick<MobileNetwork, 'country' | 'name'>;
  readonly senderId: string;
  readonly what: ContactKind;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly contactAt: number | null;
  /** '' for none. */
  readonly text: string;
};

/** The dry run of a contact, with what the database knows of the person. Nothing is sent or stored. */
export async function explainFor(
  pool: pg.Pool,
  account: Pick<Account, 'id' | 'senders' | 'promotionalSenders'>,
  { msisdn, network, senderId, what, at, contactAt, text }: ExplainRequest,
): Promise<Explained> {
  const { id, senders } = account;
  const optOuts = await readOptOutsOf(pool, id, msisdn);
  const optOut = optOuts.find(
    ({ sender }) => sender === null || sender.toUpperCase() === senderId.toUpperCase(),
  );
  const newest = new Map<string, { purpose: string; given: boolean; at: number }>();
  for (const { purpose, given, at: entered } of await readConsents(pool, id, msisdn))
    if (!newest.has(purpose)) newest.set(purpose, { purpose, given, at: entered.getTime() });
  return explainContact(policyOf(network.country), {
    what,
    sender: purposeOf(account, senderId),
    now: at,
    contactAt,
    network: network.name,
    senderId,
    senderKnown: senders.has(senderId),
    optOut: optOut ? { sender: optOut.sender, source: optOut.source, at: optOut.createdAt.getTime() } : null,
    consents: [...newest.values()],
    text,
  });
}
