import { sql } from 'kysely';
import { bounded, type ScriptQueries, type ScriptVars, type VarsChange } from './script-queries.ts';

type ScriptContact = { readonly name: string; readonly vars: ScriptVars };

/** What scripts of an account have kept of a number; nothing for one they have not met. @param msisdn digits */
export async function readContact(
  db: ScriptQueries,
  accountId: number,
  msisdn: string,
): Promise<ScriptContact> {
  const found = await db
    .selectFrom('contacts')
    .select(['name', 'vars'])
    .where('account_id', '=', accountId)
    .where('msisdn', '=', msisdn)
    .executeTakeFirst();
  return found ?? { name: '', vars: {} };
}

/**
 * Writes what was changed of a contact; what others changed meanwhile stays.
 *
 * @param msisdn digits
 * @throws ScriptDataRefused when its variables would have more than 16 KiB
 */
export async function saveContact(
  db: ScriptQueries,
  accountId: number,
  msisdn: string,
  { name, set, removed }: VarsChange & { readonly name: string },
): Promise<void> {
  const stored = JSON.stringify(set);
  await bounded(
    'a contact',
    sql`
      insert into contacts as kept (account_id, msisdn, name, vars)
      values (${accountId}, ${msisdn}, ${name}, ${stored}::jsonb)
      on conflict (account_id, msisdn) do update
      set name = excluded.name, vars = (kept.vars || excluded.vars) - ${[...removed]}::text[], updated_at = now()
    `.execute(db),
  );
}
