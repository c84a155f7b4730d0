import type pg from 'pg';
import { newId } from '#core/ids.ts';
import { addConsent, type ConsentSource, messagesPurpose } from './consents.ts';

export type OptOutRow = { id: string; accountId: number; msisdn: string; sender: string | null };

const PAGE = 10_000;

/** Opt-outs with an id above the given one, lowest first. */
export async function readOptOuts(pool: pg.Pool, sinceId: string): Promise<OptOutRow[]> {
  const { rows } = await pool.query<OptOutRow>(
    `select id::text, account_id as "accountId", msisdn, sender from opt_outs where id > $1 order by id limit ${PAGE}`,
    [sinceId],
  );
  return rows;
}

export type OptOutWish = {
  readonly accountId: number;
  readonly msisdn: string;
  /** Null for every sender of the account. */
  readonly sender: string | null;
  readonly source: ConsentSource;
  /** What the person wrote; '' where somebody else says it for them. */
  readonly wording?: string;
};

/** Stores that a person wants no more messages, with its entry in the ledger of consents. */
export async function addOptOut(pool: Pick<pg.ClientBase, 'query'>, optOut: OptOutWish): Promise<void> {
  await say(pool, optOut, false);
}

/** Takes an opt-out back, with its entry in the ledger; a null sender takes back those of every sender. */
export async function removeOptOut(pool: Pick<pg.ClientBase, 'query'>, optOut: OptOutWish): Promise<void> {
  await say(pool, optOut, true);
}

async function say(pool: Pick<pg.ClientBase, 'query'>, optOut: OptOutWish, given: boolean): Promise<void> {
  const { accountId, msisdn, sender, source, wording = '' } = optOut;
  const now = Date.now();
  const purpose = messagesPurpose(sender);
  const entry = { id: newId(now), version: '', language: '', runId: null, at: now };
  await addConsent(pool, { ...entry, accountId, msisdn, purpose, given, wording, source });
}

export type StoredOptOut = { sender: string | null; source: string; createdAt: Date };

/** The opt-outs of a person, the newest first. */
export async function readOptOutsOf(
  client: Pick<pg.ClientBase, 'query'>,
  accountId: number,
  msisdn: string,
): Promise<StoredOptOut[]> {
  const { rows } = await client.query<StoredOptOut>(
    `select sender, source, created_at as "createdAt" from opt_outs where account_id = $1 and msisdn = $2 order by id desc`,
    [accountId, msisdn],
  );
  return rows;
}
