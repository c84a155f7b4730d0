import type pg from 'pg';
import { newId } from '#core/ids.ts';

/** What a person agreed to or refused. `messages` and `messages:<sender>` stand for messages at all, or from one sender ID. */
export type NewConsent = {
  /** UUID v7. */
  readonly id: string;
  readonly accountId: number;
  readonly msisdn: string;
  readonly purpose: string;
  /** Of the wording. */
  readonly version: string;
  readonly given: boolean;
  /** The words that were shown, or those the person wrote. */
  readonly wording: string;
  /** BCP 47; '' where nobody knows. */
  readonly language: string;
  readonly source: ConsentSource;
  readonly runId: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

export type ConsentSource = 'flow' | 'mo' | 'receipt' | 'api' | 'cli';

type Client = Pick<pg.ClientBase, 'query'>;

/** What a consent changed of the opt-outs: memory is told after the commit. Null where it was about something else. */
export type OptOutChange = { readonly verb: 'add' | 'remove'; readonly sender: string | null } | null;

const columns = 'id, account_id, msisdn, purpose, version, given, wording, language, source, run_id, at';

/**
 * Adds to the ledger of consents; the same id twice is one. A consent to messages takes back the opt-outs it speaks of (those of
 * every sender where it names none), and its refusal is one. One statement, in the caller's transaction where there is one.
 *
 * @returns what to tell `OptOuts` after the commit
 */
export async function addConsent(client: Client, consent: NewConsent): Promise<OptOutChange> {
  const { id, accountId, msisdn, purpose, version, given, wording, language, source, runId, at } = consent;
  const sender = senderOf(purpose);
  await client.query(
    `with entry as (
       insert into consents (${columns})
       select $1::uuid, $2::int, $3::text, $4::text, $5, $6::boolean, $7::text, $8, $9::text, $10::uuid, to_timestamp($11::float8 / 1000)
       on conflict (id) do nothing
     ), refused as (
       insert into opt_outs (account_id, msisdn, sender, source)
       select $2::int, $3::text, $13::text, $9::text where $12::boolean and not $6 on conflict do nothing
     )
     delete from opt_outs where $12 and $6 and account_id = $2 and msisdn = $3
       and ($13 is null or upper(sender) = upper($13))`,
    [
      id,
      accountId,
      msisdn,
      purpose,
      version,
      given,
      wording,
      language,
      source,
      runId,
      at,
      sender !== undefined,
      sender ?? null,
    ],
  );
  return sender === undefined ? null : { verb: given ? 'remove' : 'add', sender };
}

/** Purpose in the ledger of messages from a sender ID, or from all of them. */
export function messagesPurpose(sender: string | null): string {
  return sender === null ? 'messages' : `messages:${sender}`;
}

/** Undefined where a purpose is not about messages. */
function senderOf(purpose: string): string | null | undefined {
  if (purpose === 'messages') return null;
  return purpose.startsWith('messages:') ? purpose.slice('messages:'.length) : undefined;
}

/**
 * Learns from a receipt that a person has refused a sender at the operator: opt-out and entry of the ledger in one statement,
 * once. A consent that was given after the message was made is newer than what its receipt tells, and stands.
 *
 * @param optOut.messageAt when the message was made, milliseconds since the epoch
 * @returns whether the opt-out holds now
 */
export async function learnOptOut(
  client: Client,
  optOut: {
    accountId: number;
    msisdn: string;
    sender: string;
    reason: string;
    messageAt: number;
    at: number;
  },
): Promise<boolean> {
  const { rows } = await client.query<{ holds: boolean }>(
    `with newer as (
       select from consents where account_id = $1 and msisdn = $2 and given and at > to_timestamp($5::float8 / 1000)
         and (purpose = 'messages' or upper(purpose) = upper('messages:' || $3)) limit 1
     ), added as (
       insert into opt_outs (account_id, msisdn, sender, source)
       select $1, $2, $3, 'receipt' where not exists (select from newer)
       on conflict do nothing returning 1
     ), entry as (
       insert into consents (${columns})
       select $6, $1, $2, 'messages:' || $3, '', false, $4, '', 'receipt', null, to_timestamp($7::float8 / 1000) from added
     )
     select not exists (select from newer) as holds`,
    [
      optOut.accountId,
      optOut.msisdn,
      optOut.sender,
      optOut.reason,
      optOut.messageAt,
      newId(optOut.at),
      optOut.at,
    ],
  );
  return rows[0]?.holds === true;
}

export type ConsentRow = Omit<NewConsent, 'at' | 'accountId'> & { readonly at: Date };

/** The ledger of a person, the newest entry first. */
export async function readConsents(
  client: Client,
  accountId: number,
  msisdn: string,
  limit = 500,
): Promise<ConsentRow[]> {
  const { rows } = await client.query<ConsentRow>(
    `select id, msisdn, purpose, version, given, wording, language, source, run_id as "runId", at
     from consents where account_id = $1 and msisdn = $2 order by at desc, id desc limit $3`,
    [accountId, msisdn, limit],
  );
  return rows;
}
