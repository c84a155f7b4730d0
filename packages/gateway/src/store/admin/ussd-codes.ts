import type pg from 'pg';
import type { UssdCode } from '#core/directory.ts';
import { directDialDefault } from '#core/ussd-app-defaults.ts';
import { AdminError, refusing } from './admin-error.ts';

/** What can be said of a code; what is undefined stays as it is, or gets its default. */
export type UssdCodeChange = {
  readonly appId?: number | undefined;
  readonly directDial?: UssdCode['directDial'] | undefined;
  /** Digits; empty for everybody. */
  readonly testers?: readonly string[] | undefined;
};

export type NewUssdCode = UssdCodeChange & Pick<UssdCode, 'code' | 'connectorId' | 'appId'>;

/** A code with the names of what it belongs to. */
export type UssdCodeRow = Omit<UssdCode, 'testers'> & {
  readonly operator: string | null;
  readonly app: string;
  readonly accountId: number;
  readonly account: string;
  readonly testers: string[];
};

const select = `select c.id, c.code, c.connector_id as "connectorId", o.name as operator, c.app_id as "appId", p.name as app,
    p.account_id as "accountId", a.name as account, c.direct_dial as "directDial", c.testers
  from ussd_codes c join ussd_apps p on p.id = c.app_id join accounts a on a.id = p.account_id
  left join connectors o on o.id = c.connector_id`;

/** @param code written as `*123*12#`. @throws AdminError when it is taken */
export async function addUssdCode(pool: pg.Pool, code: NewUssdCode): Promise<UssdCodeRow> {
  const { rows } = await refusingTaken(
    code.code,
    pool.query<{ id: number }>(
      `insert into ussd_codes (code, connector_id, app_id, direct_dial, testers)
       values ($1, $2, $3, $4, coalesce($5::text[], '{}')) returning id`,
      [code.code, code.connectorId, code.appId, code.directDial ?? directDialDefault, code.testers],
    ),
  );
  return (await findUssdCode(pool, rows[0]?.id as number)) as UssdCodeRow;
}

/** Codes that lead to applications of one account, or of all for null. */
export async function listUssdCodes(pool: pg.Pool, accountId: number | null): Promise<UssdCodeRow[]> {
  const { rows } = await pool.query<UssdCodeRow>(
    `${select} where $1::int is null or p.account_id = $1 order by c.code, c.connector_id nulls first, c.id`,
    [accountId],
  );
  return rows;
}

/** One code, of whatever account. */
export async function findUssdCode(pool: pg.Pool, id: number): Promise<UssdCodeRow | undefined> {
  const { rows } = await pool.query<UssdCodeRow>(`${select} where c.id = $1`, [id]);
  return rows[0];
}

/** @throws AdminError when it would be taken, or there is none */
export async function changeUssdCode(
  pool: pg.Pool,
  id: number,
  { appId, directDial, testers }: UssdCodeChange,
): Promise<UssdCodeRow> {
  const former = await findUssdCode(pool, id);
  if (former === undefined) throw noCode(id);
  await refusingTaken(
    former.code,
    pool.query(
      `update ussd_codes set app_id = coalesce($2, app_id), direct_dial = coalesce($3, direct_dial),
         testers = coalesce($4::text[], testers) where id = $1`,
      [id, appId, directDial, testers],
    ),
  );
  return { ...former, ...(await findUssdCode(pool, id)) };
}

/** @throws AdminError when there is none */
export async function removeUssdCode(pool: pg.Pool, id: number): Promise<void> {
  const { rowCount } = await pool.query('delete from ussd_codes where id = $1', [id]);
  if (rowCount === 0) throw noCode(id);
}

function noCode(id: number): AdminError {
  return new AdminError(`There is no USSD code ${id}. See "ujumbe ussd-code list".`);
}

/** Another is written the same, at the same operator, and for as many people. */
function refusingTaken<T>(code: string, statement: Promise<T>): Promise<T> {
  const constraint = 'ussd_codes_code_connector_id_is_test_key';
  const sentence = `${code} is taken: it leads to an application already. Another code, another operator, or testers of its own would tell them apart.`;
  return refusing({ [constraint]: sentence }, statement);
}
