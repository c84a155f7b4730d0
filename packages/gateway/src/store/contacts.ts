import type { Value } from '@ujumbe/flows';
import type pg from 'pg';
import type { HotConnection, HotStatement } from './hot-connection.ts';

type Client = Pick<pg.PoolClient, 'query'>;
type Person = { readonly accountId: number; readonly msisdn: string };

/** So many groups of a person are told to flows. */
const MOST_GROUPS = 50;

/**
 * What is known of a person: fields, `name` where there is one, and `groups`, the names of the groups they are in, sorted: a list
 * of 50 at most, empty for one nobody has met.
 */
export async function readContactFields(
  client: Client,
  { accountId, msisdn }: Person,
): Promise<Record<string, Value>> {
  const { rows } = await client.query<{
    name: string | null;
    vars: Record<string, unknown> | null;
    groups: string[];
  }>({
    name: 'read_contact_fields',
    text: `select c.name, c.vars, array(
             select name from contact_groups where account_id = $1 and msisdn = $2 order by name collate "C" limit ${MOST_GROUPS}) as groups
           from (values (1)) as one left join contacts c on c.account_id = $1 and c.msisdn = $2`,
    values: [accountId, msisdn],
  });
  const { name, vars, groups } = rows[0] ?? { name: null, vars: null, groups: [] };
  const fields = Object.entries(vars ?? {}).filter((field): field is [string, Value] => isValue(field[1]));
  return { ...Object.fromEntries(fields), ...(name ? { name } : {}), groups };
}

function isValue(value: unknown): value is Value {
  return (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (Array.isArray(value) && value.every((one) => typeof one === 'string'))
  );
}

const setFields: HotStatement = {
  name: 'set_contact_fields',
  text: `insert into contacts (account_id, msisdn, name, vars) values ($1, $2, coalesce($3, ''), $4)
         on conflict (account_id, msisdn) do update
         set name = coalesce($3, contacts.name), vars = contacts.vars || excluded.vars, updated_at = now()`,
};

/**
 * Keeps fields of a person; others stay. `name` is the person's name.
 * @throws pg.DatabaseError where they would take more than 16 KiB
 */
export async function setContactFields(
  connection: Pick<HotConnection, 'run'>,
  { accountId, msisdn }: Person,
  fields: Readonly<Record<string, Value>>,
): Promise<void> {
  const { name, ...vars } = fields;
  await connection.run(setFields, [
    accountId,
    msisdn,
    name === undefined ? null : String(name),
    JSON.stringify(vars),
  ]);
}

/** Puts a person into groups and takes them out of others. */
export async function changeGroups(
  client: Client,
  { accountId, msisdn }: Person,
  { join, leave }: { readonly join: readonly string[]; readonly leave: readonly string[] },
): Promise<void> {
  await client.query(
    `with gone as (delete from contact_groups where account_id = $1 and msisdn = $2 and name = any($4::text[]))
     insert into contact_groups (account_id, msisdn, name) select $1, $2, unnest($3::text[]) on conflict do nothing`,
    [accountId, msisdn, join.filter((name) => !leave.includes(name)), leave],
  );
}
