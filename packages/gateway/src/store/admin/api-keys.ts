import type pg from 'pg';
import { AdminError, refusing } from './admin-error.ts';

export type NewApiKey = {
  readonly accountId: number;
  readonly name: string;
  readonly hash: Buffer;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly ipList: readonly string[];
  readonly imported: boolean;
  readonly expiresAt: Date | null;
};

/** A key as an administrator sees it: never the key itself, which nobody has. */
export type ApiKeyRow = {
  id: number;
  account: string;
  name: string;
  hint: string;
  scopes: string[];
  ipList: string[];
  imported: boolean;
  expiresAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
};

/** @returns the key's id. @throws AdminError when the very same key is there already */
export async function addApiKey(pool: pg.Pool, key: NewApiKey): Promise<number> {
  const { rows } = await refusing(
    {
      api_keys_hash_key:
        'This key is already known here. A key belongs to one account; revoke it or use another one.',
    },
    pool.query<{ id: number }>(
      `insert into api_keys (account_id, name, hash, hint, scopes, ip_list, imported, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
      [key.accountId, key.name, key.hash, key.hint, key.scopes, key.ipList, key.imported, key.expiresAt],
    ),
  );
  return rows[0]?.id as number;
}

/** Keys of one account, or of all for null, revoked ones included. */
export async function listApiKeys(pool: pg.Pool, accountId: number | null): Promise<ApiKeyRow[]> {
  const { rows } = await pool.query<ApiKeyRow>(
    `select k.id, a.name as account, k.name, k.hint, k.scopes, k.ip_list as "ipList", k.imported,
            k.expires_at as "expiresAt", k.revoked_at as "revokedAt", k.created_at as "createdAt"
     from api_keys k join accounts a on a.id = k.account_id
     where $1::int is null or k.account_id = $1 order by k.id`,
    [accountId],
  );
  return rows;
}

/** Ends a key; every node refuses it within a second. @throws AdminError when there is none, or it was revoked before */
export async function revokeApiKey(pool: pg.Pool, id: number): Promise<void> {
  const { rowCount } = await pool.query(
    'update api_keys set revoked_at = now() where id = $1 and revoked_at is null',
    [id],
  );
  if (rowCount === 0) throw new AdminError(`There is no live key ${id}. See "ujumbe key list".`);
}
