import type pg from 'pg';
import type { UssdApp } from '#core/directory.ts';
import { ussdAppDefaults } from '#core/ussd-app-defaults.ts';
import { AdminError, refusing, unknown } from './admin-error.ts';

/** An application as who owns it sees it. Its settings may hold secrets. */
export type UssdAppRow = Omit<UssdApp, 'settings'> & {
  readonly account: string;
  readonly settings: Record<string, unknown>;
  /** Codes that lead to it, in order. */
  readonly codes: string[];
  readonly createdAt: Date;
};

/** What can be said of an application; what is undefined stays as it is, or gets its default. */
export type UssdAppChange = {
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly language?: string | undefined;
  readonly sensitive?: boolean | undefined;
  readonly maskPins?: boolean | undefined;
  readonly keepComplete?: number | undefined;
  readonly keepPartial?: number | undefined;
  /** The whole settings, checked. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
};

export type NewUssdApp = UssdAppChange & Pick<UssdApp, 'accountId' | 'name' | 'kind' | 'settings'>;

const taken = (name: string | undefined) => ({
  ussd_apps_account_id_name_key: `The account already has a USSD application named "${name}". Choose another name, or change that one.`,
});

const select = `select p.id, p.account_id as "accountId", a.name as account, p.name, p.kind, p.enabled, p.language, p.sensitive,
    p.mask_pins as "maskPins", p.keep_complete as "keepComplete", p.keep_partial as "keepPartial", p.settings, p.created_at as "createdAt",
    array(select code from ussd_codes where app_id = p.id order by code, id) as codes
  from ussd_apps p join accounts a on a.id = p.account_id`;

/** @throws AdminError when the account has one of that name */
export async function addUssdApp(pool: pg.Pool, app: NewUssdApp): Promise<UssdAppRow> {
  const { accountId, name, kind, settings } = app;
  const { rows } = await refusing(
    taken(name),
    pool.query<{ id: number }>(
      `insert into ussd_apps (account_id, name, kind, enabled, language, sensitive, mask_pins, keep_complete, keep_partial, settings)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
      [
        accountId,
        name,
        kind,
        app.enabled ?? ussdAppDefaults.enabled,
        app.language ?? ussdAppDefaults.language,
        app.sensitive ?? ussdAppDefaults.sensitive,
        app.maskPins ?? ussdAppDefaults.maskPins,
        app.keepComplete ?? ussdAppDefaults.keepComplete,
        app.keepPartial ?? ussdAppDefaults.keepPartial,
        JSON.stringify(settings),
      ],
    ),
  );
  return (await readUssdApp(pool, null, rows[0]?.id as number)) as UssdAppRow;
}

/** Applications of one account, or of all for null. */
export async function listUssdApps(pool: pg.Pool, accountId: number | null): Promise<UssdAppRow[]> {
  const { rows } = await pool.query<UssdAppRow>(
    `${select} where $1::int is null or p.account_id = $1 order by p.id`,
    [accountId],
  );
  return rows;
}

/** One of an account, or of any for null. Another account's is as unknown as one that never was. */
export async function readUssdApp(
  pool: pg.Pool,
  accountId: number | null,
  id: number,
): Promise<UssdAppRow | undefined> {
  const { rows } = await pool.query<UssdAppRow>(
    `${select} where ($1::int is null or p.account_id = $1) and p.id = $2`,
    [accountId, id],
  );
  return rows[0];
}

/**
 * @param nameOrId its name, or its id
 * @param accountId looks among those of this account only
 * @throws AdminError when there is none, or several accounts have one of that name
 */
export async function findUssdApp(
  pool: pg.Pool,
  nameOrId: string,
  accountId: number | null,
): Promise<UssdAppRow> {
  const all = await listUssdApps(pool, accountId);
  const named = all.filter((one) => one.name === nameOrId);
  if (named.length > 1) {
    const owners = named.map(({ account, id }) => `${id} of "${account}"`).join(', ');
    throw new AdminError(
      `Several accounts have a USSD application "${nameOrId}": ${owners}. Name it by its id.`,
    );
  }
  const found = named[0] ?? all.find((one) => String(one.id) === nameOrId);
  if (found !== undefined) return found;
  throw unknown(
    'USSD application',
    nameOrId,
    all.map((one) => one.name),
  );
}

/** @throws AdminError when the account has another one of that name, or there is none with this id */
export async function changeUssdApp(pool: pg.Pool, id: number, change: UssdAppChange): Promise<UssdAppRow> {
  const { name, enabled, language, sensitive, maskPins, keepComplete, keepPartial, settings } = change;
  await refusing(
    taken(name),
    pool.query(
      `update ussd_apps set name = coalesce($2, name), enabled = coalesce($3, enabled), language = coalesce($4, language),
         sensitive = coalesce($5, sensitive), mask_pins = coalesce($6, mask_pins), keep_complete = coalesce($7, keep_complete),
         keep_partial = coalesce($8, keep_partial), settings = coalesce($9, settings) where id = $1`,
      [
        id,
        name,
        enabled,
        language,
        sensitive,
        maskPins,
        keepComplete,
        keepPartial,
        settings === undefined ? null : JSON.stringify(settings),
      ],
    ),
  );
  const app = await readUssdApp(pool, null, id);
  if (app === undefined) throw new AdminError(`There is no USSD application ${id}.`);
  return app;
}

/** Removes an application that no code leads to; its sessions go at the next housekeeping. @throws AdminError when a code does */
export async function removeUssdApp(
  pool: pg.Pool,
  { id, name }: Pick<UssdApp, 'id' | 'name'>,
): Promise<void> {
  const { rowCount } = await refusing(
    {
      ussd_codes_app_id_fkey: `Codes lead to the USSD application "${name}". Remove them first, or disable the application.`,
    },
    pool.query('delete from ussd_apps where id = $1', [id]),
  );
  if (rowCount === 0) throw new AdminError(`There is no USSD application ${id}.`);
}
