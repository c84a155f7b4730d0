import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import UssdMenu from 'ussd-menu-builder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { freshNumber } from './load.ts';
import { addUssdApp } from './provision-ussd.ts';
import { serve } from './serve.ts';
import { settle } from './settle.ts';
import { addFront, waitForCode } from './ussd-world.ts';
import { startWorld, type World } from './world.ts';

/** Written as scripts for Telerivet are. */
const helpMenu = readFileSync(
  join(import.meta.dirname, '../packages/gateway/src/scripts/testdata/help-menu.js'),
  'utf8',
);

/** An application in a framework that others wrote, served as its documentation says. */
function startFrameworkApp() {
  const menu = new UssdMenu();
  menu.startState({
    run: () => menu.con('Welcome. Choose option:\n1. Show Balance\n2. Buy Airtime'),
    next: { '1': 'balance', '2': 'airtime' },
  });
  menu.state('balance', { run: () => menu.end(`${menu.args.phoneNumber} has KES 120`) });
  menu.state('airtime', { run: () => menu.con('Enter amount:'), next: { '*\\d+': 'bought' } });
  menu.state('bought', { run: () => menu.end(`Airtime for KES ${menu.val} is on its way.`) });
  return serve(async (request, response) => {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    menu.run(form as never, (answer: string) => response.end(answer));
  });
}

describe('applications of every kind behind a code', () => {
  let world: World;
  let framework: Awaited<ReturnType<typeof serve>>;
  /** Where the script sends what people ask for. */
  let desk: typeof framework;
  const requests: unknown[] = [];

  beforeAll(async () => {
    world = await startWorld();
    const { pool, customer } = world;
    framework = await startFrameworkApp();
    desk = await serve(async (request, response) => {
      requests.push(JSON.parse(await text(request)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"reference":"C-17"}');
    });
    const accountId = customer.accountId;
    await addUssdApp(pool, {
      accountId,
      codes: ['*384*1#'],
      settings: { url: framework.url, dialect: 'africastalking' },
    });
    await addUssdApp(pool, {
      accountId,
      codes: ['*384*2#'],
      kind: 'script',
      settings: { code: helpMenu.replace('CENTRE_URL', desk.url) },
    });
    await addUssdApp(pool, {
      accountId,
      codes: ['*384*3#'],
      kind: 'script',
      sensitive: true,
      settings: {
        code: 'function main() { console.log("marker-log"); while (true) {} }',
        unavailable: 'Call us instead.',
      },
    });
    await addUssdApp(pool, {
      accountId,
      codes: ['*384*4#'],
      kind: 'script',
      settings: {
        sender: customer.sender,
        vars: { name: 'Amina' },
        code: `function main() {
          project.sendMessage({ to_number: call.from_number, content: 'Your case is C-17' });
          sendReply('Look at your SMS, ' + service.vars.name);
        }`,
      },
    });
    await addFront(world, 'operator', { adapter: 'hubtel' });
    await waitForCode(world, '*384*1#', 'operator');
  });
  afterAll(async () => {
    framework.close();
    desk.close();
    await world.close();
  });

  test('a framework of others: ussd-menu-builder in the dialect of Africa’s Talking', async () => {
    const { ussd } = world.simulator;
    const phone = freshNumber();
    expect(await ussd.dial(phone, '*384*1#', 'operator')).toEqual({
      text: 'Welcome. Choose option:\n1. Show Balance\n2. Buy Airtime',
      open: true,
    });
    expect(await ussd.answer(phone, '2')).toEqual({ text: 'Enter amount:', open: true });
    expect(await ussd.answer(phone, '50')).toEqual({
      text: 'Airtime for KES 50 is on its way.',
      open: false,
    });
    const other = freshNumber();
    await ussd.dial(other, '*384*1#', 'operator');
    expect(await ussd.answer(other, '1')).toEqual({ text: `+${other} has KES 120`, open: false });
  });

  test('a Cloud Script: language, place, kind of help, call me back, and the desk is told', async () => {
    const { ussd } = world.simulator;
    const phone = freshNumber();
    const screens = [await ussd.dial(phone, '*384*2#', 'operator')];
    for (const entry of ['2', '3', '1', '1']) screens.push(await ussd.answer(phone, entry));
    expect(screens).toEqual([
      { text: 'Choose a language\n1) English\n2) Francais', open: true },
      { text: 'Ou etes-vous ?\n1) Dakar\n2) Touba\n3) Thies', open: true },
      { text: 'What do you need?\n1) Shelter\n2) Legal advice\n3) Food and clothing', open: true },
      { text: 'May we call you back?\n1) Yes\n2) No', open: true },
      { text: 'Thank you.', open: false },
    ]);
    expect(requests).toEqual([
      {
        from_number: `+${phone}`,
        to_number: '*384*2#',
        earlier_calls: 0,
        taskData: {
          language_option: '2',
          location_option: '3',
          support_type_option: '1',
          callback_option: '1',
        },
      },
    ]);
    const { rows } = await world.pool.query(
      `select h.app_log as log from ussd_hops h join ussd_sessions s on s.id = h.session_id
       where s.msisdn = $1 and h.app_log is not null order by h.hop`,
      [phone],
    );
    expect(rows).toEqual([{ log: 'a session begins' }, { log: 'the centre says 200 {"reference":"C-17"}' }]);
  });

  test('a Cloud Script sends an SMS, which is charged and arrives as any other', async () => {
    const { ussd } = world.simulator;
    const phone = freshNumber();
    expect(await ussd.dial(phone, '*384*4#', 'operator')).toEqual({
      text: 'Look at your SMS, Amina',
      open: false,
    });
    await settle(world);
    expect(world.simulator.inbox(phone).messages).toMatchObject([
      { from: 'TIARA', text: 'Your case is C-17' },
    ]);
    await checkPromises(world.pool);
  });

  test('a script that never ends is ended, says so to nobody but its owner, and harms no other', async () => {
    const { ussd } = world.simulator;
    const phones = [freshNumber(), freshNumber()];
    const [bad, good] = await Promise.all([
      ussd.dial(phones[0] as string, '*384*3#', 'operator'),
      ussd.dial(phones[1] as string, '*384*1#', 'operator'),
    ]);
    expect(bad).toEqual({ text: 'Call us instead.', open: false });
    expect(good.open).toBe(true);
    const { rows } = await world.pool.query(
      `select h.outcome, h.app_log as log, h.screen from ussd_hops h join ussd_sessions s on s.id = h.session_id where s.msisdn = $1`,
      [phones[0]],
    );
    expect(rows).toEqual([{ outcome: 'timeout', log: null, screen: null }]);
    expect(world.gateway.wholeLog.join('\n')).not.toMatch(/marker|2547\d{8}/);
  });
});
