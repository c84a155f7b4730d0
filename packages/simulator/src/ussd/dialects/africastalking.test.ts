import { expect, it } from 'vitest';
import { balance, code, menu, newGateway, newNetwork } from '../../../test/front-world.ts';
import { connectionProblem } from '../front.ts';

const phone = '254700000001';
const start = async (options: object, ...answers: Parameters<typeof newGateway>) => {
  const gateway = await newGateway(...answers);
  const network = newNetwork({ adapter: 'africastalking', url: gateway.url, options });
  return { gateway, network };
};

it('posts what was typed so far, in the documented order and encoding', async () => {
  const { gateway, network } = await start({}, `CON ${menu}`, `END ${balance}`);
  expect(await network.dial(phone, code)).toEqual({ text: menu, open: true });
  expect(await network.answer(phone, '1')).toEqual({ text: balance, open: false });
  const [first, second] = gateway.seen;
  const sessionId = new URLSearchParams(first?.body).get('sessionId');
  expect(sessionId).toMatch(/^ATUid_[0-9a-f]{32}$/);
  const stem = `sessionId=${sessionId}&phoneNumber=%2B254700000001&networkCode=63902&serviceCode=*123*12%23&text=`;
  expect([first?.body, second?.body]).toEqual([stem, `${stem}1`]);
  expect(first).toMatchObject({
    method: 'POST',
    url: '/ussd/t0ken',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
});

it('joins entries with *, those with * in them too', async () => {
  const { gateway, network } = await start({}, 'CON a', 'CON b', 'CON c', 'END d');
  await network.dial(phone, code);
  for (const entry of ['1', '5*6', '']) await network.answer(phone, entry);
  expect(gateway.seen.map(({ body }) => new URLSearchParams(body).get('text'))).toEqual([
    '',
    '1',
    '1*5*6',
    '1*5*6*',
  ]);
});

it('counts what was dialled beyond the registered code as the first entry', async () => {
  const { gateway, network } = await start({ serviceCode: '*123*12#' }, 'CON a');
  await network.dial(phone, '*123*12*5*7#');
  const form = new URLSearchParams(gateway.seen[0]?.body);
  expect([form.get('serviceCode'), form.get('text')]).toEqual(['*123*12#', '5*7']);
});

it('routes no other code', async () => {
  const { network } = await start({ serviceCode: '*123*12#' });
  await expect(network.dial(phone, '*124#')).rejects.toMatchObject({ field: 'code' });
  await expect(network.dial(phone, 'hello')).rejects.toMatchObject({ field: 'code' });
});

const refused: [why: RegExp, answer: Parameters<typeof newGateway>[0]][] = [
  [/HTTP 404/, { status: 404, body: 'CON no' }],
  [/begins with "Hello"/, 'Hello'],
  [/begins with "con x"/, 'con x'],
  [/begins with "CONTINUE"/, 'CONTINUE'],
  [/begins with ""/, ''],
  [/Content-Type is text\/html/, { headers: { 'content-type': 'text/html' }, body: 'CON x' }],
  [/183 septets/, `CON ${'x'.repeat(183)}`],
  [/81 UCS-2/, `END ${'Ж'.repeat(81)}`],
];

it.each(refused)('gives up: %s', async (why, answer) => {
  const { network } = await start({}, answer);
  const screen = await network.dial(phone, code);
  expect(screen).toMatchObject({ text: connectionProblem, open: false });
  expect(screen.error?.why).toMatch(why);
  await expect(network.answer(phone, '1')).rejects.toMatchObject({ field: 'msisdn' });
});

it('reports how a session ended', async () => {
  const { gateway, network } = await start({}, `CON ${menu}`, `END ${balance}`, '', 'CON a', '');
  const notificationUrl = `${gateway.url}/ended`;
  network.addFront('operator', { adapter: 'africastalking', url: gateway.url, options: { notificationUrl } });
  await network.dial(phone, code);
  await network.answer(phone, '1');
  expect(await network.line(phone, 'operator').ended).toEqual({ told: true });
  await network.dial(phone, code);
  expect(await network.hangUp(phone)).toEqual({ told: true });
  const reports = gateway.seen.filter(({ url }) => url.endsWith('/ended'));
  const [success, incomplete] = reports.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  expect(success).toMatchObject({
    status: 'Success',
    serviceCode: code,
    phoneNumber: '+254700000001',
    hopsCount: '2',
    input: '1',
    lastAppResponse: `END ${balance}`,
    errorMessage: '',
  });
  expect(Object.keys(success ?? {})).toEqual(
    'date sessionId serviceCode networkCode phoneNumber status cost durationInMillis hopsCount input lastAppResponse errorMessage'.split(
      ' ',
    ),
  );
  expect(incomplete).toMatchObject({ status: 'Incomplete', hopsCount: '1', input: '' });
});

it('tells nobody of the end without an address for it', async () => {
  const { gateway, network } = await start({}, 'CON a');
  await network.dial(phone, code);
  expect(await network.hangUp(phone)).toEqual({ told: false });
  expect(gateway.seen).toHaveLength(1);
});

it('repeats the last request unchanged, and sends copies at once', async () => {
  const { gateway, network } = await start({}, 'CON a', 'CON a', 'END b', 'END b');
  await network.dial(phone, code);
  expect(await network.repeat(phone)).toEqual({ text: 'a', open: true });
  expect(await network.answer(phone, '1', 2)).toEqual({ text: 'b', open: false });
  expect(gateway.seen[1]?.body).toBe(gateway.seen[0]?.body);
  expect(gateway.seen[3]?.body).toBe(gateway.seen[2]?.body);
  expect(network.line(phone, 'operator').answers).toEqual([
    { text: 'b', open: false },
    { text: 'b', open: false },
  ]);
});

it('gives up a gateway that is silent, gone or redirects', async () => {
  const { gateway, network } = await start({}, { status: 302, headers: { location: '/x' } });
  expect((await network.dial(phone, code)).error?.why).toContain('HTTP 302');
  expect(gateway.seen).toHaveLength(1);
  const silent = await newGateway(null);
  network.addFront('silent', { adapter: 'africastalking', url: silent.url, timeoutMs: 50 });
  expect((await network.dial(phone, code, 'silent')).error?.why).toContain('within 50 ms');
  network.addFront('gone', { adapter: 'africastalking', url: 'http://127.0.0.1:1/x' });
  expect((await network.dial(phone, code, 'gone')).error?.why).toContain('ECONNREFUSED');
});

it('shows a late screen to nobody after the subscriber hung up', async () => {
  const { gateway, network } = await start({}, 'CON late');
  const dialled = network.dial(phone, code);
  await network.hangUp(phone);
  expect(await dialled).toEqual({ text: '', open: false });
  expect(gateway.seen).toHaveLength(1);
  expect(network.phone(phone)).toMatchObject({ front: null, screen: { open: false } });
});
