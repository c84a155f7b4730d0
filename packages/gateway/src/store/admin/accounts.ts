import type pg from 'pg';
import type { Money } from '#core/money.ts';
import { refusing, unknown } from './admin-error.ts';

/** An account as an administrator sees it. */
export type AccountRow = {
  id: number;
  name: string;
  currency: string;
  active: boolean;
  defaultCountry: string;
  dlrUrl: string | null;
  moUrl: string | null;
  settings: Record<string, unknown>;
  signed: boolean;
  senders: string[];
  balance: Money;
  creditLimit: Money;
  createdAt: Date;
};

/** What can be said of an account; what is undefined stays as it is, or gets its default. */
export type AccountChange = {
  readonly name?: string | undefined;
  readonly currency?: string | undefined;
  readonly active?: boolean | undefined;
  readonly defaultCountry?: string | undefined;
  /** Null for none. */
  readonly dlrUrl?: string | null | undefined;
  readonly moUrl?: string | null | undefined;
  readonly creditLimit?: Money | undefined;
  /** Merged into what is there. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
};

const refusals = (name: string | undefined) => ({
  accounts_name_key: `There is already an account named "${name}". Choose another name.`,
  never_overspent:
    'The account already owes more than that credit limit allows. Top it up first, or set a higher limit.',
});

/** @throws AdminError when the name is taken */
export async function createAccount(
  pool: pg.Pool,
  account: AccountChange & { readonly name: string },
): Promise<AccountRow> {
  const { name, currency, defaultCountry, dlrUrl, moUrl, creditLimit, settings } = account;
  await refusing(
    refusals(name),
    pool.query(
      `with made as (
         insert into accounts (name, currency, default_country, dlr_url, mo_url, settings)
         values ($1, coalesce($2, 'KES'), coalesce($3, 'KE'), $4, $5, $6) returning id
       )
       insert into balances (account_id, balance, credit_limit) select id, 0, $7 from made`,
      [name, currency, defaultCountry, dlrUrl, moUrl, JSON.stringify(settings ?? {}), creditLimit ?? 0],
    ),
  );
  return findAccount(pool, name);
}

export async function listAccounts(pool: pg.Pool): Promise<AccountRow[]> {
  const { rows } = await pool.query<AccountRow & { balance: string; creditLimit: string }>(
    `select a.id, a.name, a.currency, a.active, a.default_country as "defaultCountry", a.dlr_url as "dlrUrl", a.mo_url as "moUrl",
            a.settings, cardinality(a.callback_secrets) > 0 as signed,
            array(select sender from sender_ids where account_id = a.id order by sender) as senders,
            coalesce(b.balance, 0)::text as balance, coalesce(b.credit_limit, 0)::text as "creditLimit", a.created_at as "createdAt"
     from accounts a left join balances b on b.account_id = a.id order by a.id`,
  );
  return rows.map((row) => ({ ...row, balance: Number(row.balance), creditLimit: Number(row.creditLimit) }));
}

/**
 * @param nameOrId the account's name, or its id
 * @throws AdminError when there is none
 */
export async function findAccount(pool: pg.Pool, nameOrId: string): Promise<AccountRow> {
  const accounts = await listAccounts(pool);
  const found =
    accounts.find((account) => account.name === nameOrId) ??
    accounts.find((account) => String(account.id) === nameOrId);
  if (found) return found;
  throw unknown(
    'account',
    nameOrId,
    accounts.map((account) => account.name),
  );
}

/** Changes what is given. @throws AdminError when the name is taken or the debt is above the new limit */
export async function changeAccount(pool: pg.Pool, id: number, change: AccountChange): Promise<AccountRow> {
  const { name, currency, active, defaultCountry, dlrUrl, moUrl, creditLimit, settings } = change;
  await refusing(
    refusals(name),
    pool.query(
      `with limited as (
         update balances set credit_limit = $9::bigint where account_id = $1 and $9::bigint is not null
       )
       update accounts set
         name = coalesce($2, name), currency = coalesce($3, currency), active = coalesce($4, active),
         default_country = coalesce($5, default_country),
         dlr_url = case when $10::boolean then $6 else dlr_url end, mo_url = case when $11::boolean then $7 else mo_url end,
         settings = settings || $8::jsonb
       where id = $1`,
      [
        id,
        name,
        currency,
        active,
        defaultCountry,
        dlrUrl,
        moUrl,
        JSON.stringify(settings ?? {}),
        creditLimit,
        dlrUrl !== undefined,
        moUrl !== undefined,
      ],
    ),
  );
  return findAccount(pool, String(id));
}

/**
 * Changes the secrets callbacks are signed with: each request carries a signature by every one of them.
 * @param add goes before those that are there, or null
 * @param keep how many stay, the newest first
 * @returns how many there are now
 */
export async function changeCallbackSecrets(
  pool: pg.Pool,
  id: number,
  { add, keep }: { readonly add: string | null; readonly keep: number },
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `update accounts set callback_secrets = (array_remove($2::text || callback_secrets, null))[:$3]
     where id = $1 returning cardinality(callback_secrets) as count`,
    [id, add, keep],
  );
  return rows[0]?.count ?? 0;
}
