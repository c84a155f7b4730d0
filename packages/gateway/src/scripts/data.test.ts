import { afterAll, beforeAll, expect, test } from 'vitest';
import { readContact } from '#store/scripts/contact-vars.ts';
import { openDataTable } from '#store/scripts/data-tables.ts';
import { type ScriptQueries, scriptQueries } from '#store/scripts/script-queries.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import type { ScriptMessage } from './host/messages.ts';
import type { ScriptOrder, ScriptOutcome } from './order.ts';
import { testOrder } from './test-order.ts';
import { openRunner, play, seen, testRunner } from './test-world.ts';

let database: TestDatabase;
let data: ScriptQueries;
let opened: ReturnType<typeof openRunner>;

beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(`insert into accounts (name) values ('mine'), ('theirs')`);
  data = scriptQueries(database.pool);
  opened = openRunner({ data });
});

afterAll(async () => {
  await opened.close();
  await database.drop();
});

/** Runs the body of main(), whose value is shown as JSON. */
async function valueOfMain(body: string, order: Partial<ScriptOrder> = {}): Promise<unknown> {
  const code = `function main() { sendReply(JSON.stringify((function () { ${body} })())); }`;
  const outcome: ScriptOutcome = await opened.runner.run(testOrder(code, order));
  return outcome.kind === 'screen' ? JSON.parse(outcome.text) : outcome.detail.message;
}

test('a table is opened, filled, searched, changed and emptied', async () => {
  const value = await valueOfMain(`
    var table = project.getOrCreateDataTable('People');
    var awa = table.createRow({ vars: { name: 'Awa', age: 31 }, from_number: call.from_number });
    table.createRow({ vars: { name: 'Binta', age: 9 } }).save();
    var found = project.getOrCreateDataTable('People').queryRows({ vars: { age: '31' } });
    var first = found.next();
    first.vars.age = 32;
    delete first.vars.name;
    first.vars.seen = true;
    first.save();
    var again = table.getRowById(awa.id);
    var names = table.queryRows({ sort_dir: 'desc' }).all().map(function (row) { return row.vars.name || '-'; });
    table.initRowById(awa.id).delete();
    return [table.name, table.num_rows, found.hasNext(), found.next(), again.vars, again.from_number, names,
      table.queryRows().count(), project.initDataTableById(table.id).num_rows, table.countRowsByValue('age')];
  `);
  expect(value).toEqual([
    'People',
    2,
    false,
    null,
    { age: 32, seen: true },
    '+221770000001',
    ['Binta', '-'],
    1,
    1,
    { 9: 1 },
  ]);
});

test('what a script has no value for finds no row but one without it', async () => {
  const value = await valueOfMain(`
    var table = project.getOrCreateDataTable('Members');
    table.createRow({ vars: { number: '1' } });
    var count = function (value) { return table.queryRows({ vars: { number: value } }).count(); };
    return [count(undefined), count(null), count('1')];`);
  expect(value).toEqual([0, 0, 1]);
});

test('tables of another account are other tables', async () => {
  await valueOfMain(`return project.getOrCreateDataTable('Shared name').createRow({ vars: { a: 1 } })`);
  const { id } = await openDataTable(data, 1, 'Shared name');
  const theirs = { accountId: 2 };
  expect(await valueOfMain(`return project.getOrCreateDataTable('Shared name').num_rows`, theirs)).toBe(0);
  expect(await valueOfMain(`return project.getDataTableById(${id})`, theirs)).toBe(
    `project.getDataTableById(): there is no data table ${id}`,
  );
});

test.each([
  [`queryRows({ vars: { a: { like: 'x' } } })`, 'table.queryRows(): '],
  [`queryRows({ vars: { a: [1] } })`, 'table.queryRows(): '],
  [`queryRows({ time_created: 1 })`, 'queryRows(): the option "time_created" is not provided here'],
  [`queryRows({ sort: 'name' })`, 'sort: "name" is not provided here'],
  [`getFields()`, 'table.getFields() is not provided here'],
])('table.%s says what is wrong', async (call, message) => {
  const body = `var r = project.getOrCreateDataTable('Odd').${call}; return r.all();`;
  expect(await valueOfMain(body)).toContain(message);
});

test('a thousand rows are read in a step, in pages that fit, and no more', async () => {
  const { id } = await openDataTable(data, 1, 'Long');
  await database.pool.query(
    `insert into script_rows (account_id, table_id, vars)
     select 1, $1, jsonb_build_object('n', n, 'text', repeat('x', 900)) from generate_series(1, 1200) n`,
    [id],
  );
  const sum = `var n = 0, cursor = project.getOrCreateDataTable('Long').queryRows(); cursor.limit(LIMIT);
    while (cursor.hasNext()) n += cursor.next().vars.n; return n;`;
  expect(await valueOfMain(sum.replace('LIMIT', '1000'))).toBe((1000 * 1001) / 2);
  expect(await valueOfMain(sum.replace('LIMIT', '1001'))).toBe(
    'table.queryRows(): a step may read 1000 rows of data tables',
  );
  expect(await valueOfMain(sum.replace('LIMIT', '7'))).toBe(28);
  expect(await valueOfMain(`return project.getOrCreateDataTable('Long').queryRows().count()`)).toBe(1200);
});

test('variables of the contact are kept at the end of a step, and where save() is called', async () => {
  const code = `
    function main() {
      contact.vars.visits = (contact.vars.visits || 0) + 1;
      sendReply(contact.name + contact.vars.visits);
      promptDigits('name');
    }
    addInputHandler('name', function (input) {
      contact.name = input;
      contact.save();
      throw 'after saving';
    });`;
  const runner = testRunner({ data });
  expect(seen(await play(runner, code, ['Awa']))[1]).toContain('after saving');
  expect(seen(await play(runner, code, []))).toEqual(['CON Awa2']);
  expect(await readContact(data, 1, '221770000001')).toEqual({ name: 'Awa', vars: { visits: 2 } });
  expect(await readContact(data, 2, '221770000001')).toEqual({ name: '', vars: {} });
});

test('a contact that the script does not look at is not asked for', async () => {
  const asked: string[] = [];
  const watched = new Proxy(data, {
    get: (target, name, receiver) => {
      asked.push(String(name));
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  expect(seen(await play(testRunner({ data: watched }), `sendReply(contact.phone_number)`, []))).toEqual([
    'END +221770000001',
  ]);
  expect(asked).toEqual([]);
});

test('another contact is met by its number', async () => {
  const body = `
    var other = project.getOrCreateContact({ phone_number: '+221 77 000 00 05', name: 'Chief', vars: { role: 'chief' } });
    return [other.name, other.vars, project.getOrCreateContact({ phone_number: call.from_number }) === contact];`;
  expect(await valueOfMain(body)).toEqual(['Chief', { role: 'chief' }, true]);
  expect(await readContact(data, 1, '221770000005')).toEqual({ name: 'Chief', vars: { role: 'chief' } });
  expect(await valueOfMain(`return project.getOrCreateContact({ phone_number: 'me', name: 'x' })`)).toContain(
    'needs a phone number',
  );
});

test('messages go to the door they are given, five in a step', async () => {
  const sent: ScriptMessage[] = [];
  const runner = testRunner({
    data,
    sendSms: async (message) => {
      sent.push(message);
      return message.to === '1' ? { refused: 'the number is no mobile number' } : { id: `m${sent.length}` };
    },
  });
  const code = `
    function main() {
      var ids = [project.sendMessage({ content: 'one' }).id];
      ids.push(sendMessage({ content: 'two', to_number: '+221770000002', route_id: 'RELIEF' }).id);
      project.sendMulti({ messages: [{ content: 'three' }, { content: 'four' }] });
      try { project.sendMessage({ content: 'five', to_number: '1' }); } catch (e) { ids.push(e.message); }
      try { project.sendMessage({ content: 'six' }); } catch (e) { ids.push(e.message); }
      sendReply(ids.join('|'));
    }`;
  expect(seen([await runner.run(testOrder(code))])).toEqual([
    'END m1|m2|project.sendMessage(): the number is no mobile number|project.sendMessage(): a step may send 5 messages',
  ]);
  expect(sent.slice(0, 2)).toEqual([
    { accountId: 1, appId: 7, to: '+221770000001', text: 'one' },
    { accountId: 1, appId: 7, to: '+221770000002', text: 'two' },
  ]);
});

test('texts and names that PostgreSQL cannot hold are mended', async () => {
  const value = await valueOfMain(`
    var table = project.getOrCreateDataTable('Odd\\0');
    var row = table.createRow({ vars: { 'a\\0': 'x\\0', b: { 'c\\ud800': ['\\udfff'] } }, contact_id: '\\0' });
    return [table.name, row.vars, row.contact_id, table.queryRows({ vars: { 'a\\0': 'x\\0' } }).count()];`);
  const odd = '\ufffd';
  expect(value).toEqual([`Odd${odd}`, { [`a${odd}`]: `x${odd}`, b: { [`c${odd}`]: [odd] } }, odd, 1]);
});

test('a database that fails is no word to the script but that', async () => {
  const broken = new Proxy(data, {
    get: () => {
      throw new Error('password of the database is x');
    },
  });
  const [screen] = seen(await play(testRunner({ data: broken }), `sendReply(contact.name)`, []));
  expect(screen).toBe('FAILED error: contact.load(): the gateway could not do this now');
});
