import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readContact } from '#store/scripts/contact-vars.ts';
import { scriptQueries } from '#store/scripts/script-queries.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { play, seen, serve, testRunner } from './test-world.ts';

let database: TestDatabase;
let menu: string;
const posted: { type: string | undefined; body: unknown }[] = [];

beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(`insert into accounts (name) values ('relief')`);
  const centre = await serve(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    posted.push({ type: request.headers['content-type'], body: JSON.parse(body) });
    response.end('Success');
  });
  const file = new URL('./testdata/help-menu.js', import.meta.url);
  menu = readFileSync(file, 'utf8').replace('CENTRE_URL', `${centre}/listener`);
});

afterAll(() => database.drop());

test('a menu of Telerivet goes through its hops, and the contact centre is told', async () => {
  const data = scriptQueries(database.pool);
  const runner = testRunner({ data });
  const first = await play(runner, menu, ['2', '9', '3', '1', '1']);
  expect(seen(first)).toEqual([
    'CON Choose a language\n1) English\n2) Francais',
    'CON Ou etes-vous ?\n1) Dakar\n2) Touba\n3) Thies',
    'CON Choisissez encore.\nOu etes-vous ?\n1) Dakar\n2) Touba\n3) Thies',
    'CON What do you need?\n1) Shelter\n2) Legal advice\n3) Food and clothing',
    'CON May we call you back?\n1) Yes\n2) No',
    'END ',
  ]);
  expect(first.at(-1)?.logs).toEqual(['the centre says 200 Success']);
  await play(runner, menu, ['1', '1', '2', '1']);
  const answers = {
    language_option: '1',
    location_option: '1',
    support_type_option: '2',
    callback_option: '1',
  };
  expect(posted).toEqual([
    {
      type: 'application/json',
      body: {
        from_number: '+221770000001',
        to_number: '*123#',
        earlier_calls: 0,
        taskData: {
          language_option: '2',
          location_option: '3',
          support_type_option: '1',
          callback_option: '1',
        },
      },
    },
    {
      type: 'application/json',
      body: { from_number: '+221770000001', to_number: '*123#', earlier_calls: 1, taskData: answers },
    },
  ]);
  expect(await readContact(data, 1, '221770000001')).toEqual({ name: '', vars: { calls: 2 } });
});

test('who wants no call is thanked, and nothing is kept', async () => {
  const runner = testRunner({ data: scriptQueries(database.pool) });
  const outcomes = await play(runner, menu, ['7', '1', '1', '1', '2']);
  expect(seen(outcomes).slice(1, 2)).toEqual(['CON Please choose 1 or 2.']);
  expect(outcomes.at(-1)).toEqual({
    kind: 'screen',
    text: 'Thank you',
    wantsInput: false,
    memory: null,
    logs: [],
  });
});
