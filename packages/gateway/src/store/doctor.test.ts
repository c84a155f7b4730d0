import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#core/ids.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import breaches from './doctor.cases.json' with { type: 'json' };
import { type InvariantOptions, invariants, runInvariants } from './doctor.ts';
import { ensureDayPartitions } from './housekeeping.ts';

let db: TestDatabase;
const HOUR = 3_600_000;
const SESSION = `${Date.now()}00001`;

/** Ids of a day at which the database is whole: one message delivered, one told of, one waiting, one long. */
const id = {
  charge: newId(),
  told: newId(Date.now() - HOUR),
  owed: newId(),
  waiting: newId(),
  long: newId(),
  mo: newId(),
  run: newId(),
  nextRun: newId(),
};

beforeAll(async () => {
  db = await testDatabase();
  await ensureDayPartitions(db.pool, Date.now());
  await db.pool.query(
    `insert into accounts (name) values ('Shop'), ('Other');
     insert into balances (account_id, balance, credit_limit) values (1, 76000, 0), (2, 0, 0);
     insert into ledger (id, account_id, kind, amount) values (gen_random_uuid(), 1, 'topup', 100000);
     insert into connectors (name, kind) values ('safaricom', 'smpp');
     insert into nodes (name, started_at, lease_until, version) values
       ('here', now() - interval '1 hour', now() + interval '10 seconds', '1'),
       ('gone', now() - interval '2 hours', now() - interval '1 hour', '1')`,
  );
  await db.pool.query(
    `insert into ledger (id, account_id, kind, amount, messages) values ($1, 1, 'charge', -24000, 4)`,
    [id.charge],
  );
  const message = (key: 'told' | 'owed' | 'waiting' | 'long', state: number, parts: number, told: boolean) =>
    db.pool.query(
      `insert into messages (id, account_id, connector_id, msisdn, sender, body, ref_id, flash, lane, encoding, parts, mcc, mnc,
                             price, charge_id, expires_at, wants_callback, state, final_at, callback_at)
       values ($1, 1, 1, '254700000001', 'SHOP', 'Hello', '', false, 1, 'gsm7', $3, '639', '02',
               6000, $4, now() + interval '1 day', true, $2::int, case when $2::int >= 60 then now() - interval '1 hour' end,
               case when $5 then now() end)`,
      [id[key], state, parts, id.charge, told],
    );
  await message('told', 60, 1, true);
  await message('owed', 61, 1, false);
  await message('waiting', 10, 1, false);
  await message('long', 60, 2, true);
  await db.pool.query(
    `insert into ussd_apps (account_id, name, kind) values (1, 'menu', 'http');
     insert into ussd_sessions (id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network,
                                network_code, hops, memory, expires_at)
       values (${SESSION}, 1, 's', 1, 1, '254700000001', '*123#', '*123#', '', '', 1, '\\x01', now() + interval '1 minute');
     insert into ussd_hops (session_id, hop, action, outcome, app_ms) values (${SESSION}, 1, 'con', 'ok', 5);
     insert into script_tables (account_id, name, row_count) values (1, 'calls', 1);
     insert into script_rows (account_id, table_id) values (1, 1)`,
  );
  await db.pool.query(
    `insert into flows (account_id, name) values (1, 'visit');
     insert into flow_runs (id, account_id, flow_id, version, channel, msisdn, address, reference, language, status, state, started_at, last_at)
       values ('${id.run}', 1, 1, 1, 'sms', '254700000001', '20384', 'AAA-AAA', 'en', 'open', '{}', now(), now()),
              ('${id.nextRun}', 1, 1, 1, 'sms', '254700000001', '20384', 'BBB-BBB', 'en', 'queued', null, now(), now());
     insert into flow_timers values ('${id.run}', 'expire', now() + interval '1 day')`,
  );
  await db.pool.query(
    `insert into callbacks (subject_id, kind, account_id, owner) values ('${id.owed}', 'dlr', 1, 1), ('${id.mo}', 'mo', 1, null);
     insert into mt_queue (message_id, connector_id, lane, owner, released, expires_at)
       values ('${id.waiting}', 1, 1, 1, false, now() + interval '1 day');
     insert into operator_ids (message_id, connector_id, id_key, operator_id, part, of_long) values
       ('${id.long}', 1, 'a', 'a', 1, true), ('${id.long}', 1, 'b', 'b', 2, true);
     insert into part_receipts (message_id, part, state, reason, at) values
       ('${id.long}', 1, 60, 'DELIVRD', now()), ('${id.long}', 2, 60, 'DELIVRD', now());
     insert into mo (id, connector_id, account_id, source, destination, body)
       values ('${id.mo}', 1, 1, '254700000001', '20384', 'STOP')`,
  );
});
afterAll(() => db.drop());

test('a database that is whole has no findings', async () => {
  expect(await runInvariants(db.pool, { graceSeconds: 0 })).toEqual([]);
});

/** Breaks the database in a transaction that is taken back, asks, and tells which promises no longer hold. */
async function findingsAfter(statement: string, options: InvariantOptions) {
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    await client.query(
      statement.replace(/:(\w+)/g, (whole, name) =>
        name in id ? `'${id[name as keyof typeof id]}'` : whole,
      ),
    );
    return await runInvariants(client, options);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test.each(breaches)('$breach', async ({ sql, graceSeconds = 0, days, finds, count = 1, example }) => {
  const findings = await findingsAfter(sql, days === undefined ? { graceSeconds } : { graceSeconds, days });
  expect(findings.map((finding) => finding.name)).toEqual(finds);
  if (finds.length === 0) return;
  expect(findings[0]).toMatchObject({ count });
  expect(findings[0]?.examples.length).toBe(Math.min(5, count));
  if (example) expect(findings[0]?.examples[0]).toContain(example);
});

test('every promise is broken by some case', () => {
  const broken = new Set(breaches.flatMap((one) => one.finds));
  expect([...broken].sort()).toEqual([...new Set(invariants.map((one) => one.name))].sort());
});
