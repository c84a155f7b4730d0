import { expect, it } from 'vitest';
import { code, newGateway, newNetwork } from '../../test/front-world.ts';

const phone = '254700000001';

it('lets an open session go on at another process of the gateway', async () => {
  const first = await newGateway('CON a');
  const second = await newGateway('END b');
  const network = newNetwork({ adapter: 'safaricom-get', url: first.url });
  await network.dial(phone, code);
  network.moveFront('operator', second.url);
  expect(await network.answer(phone, '1')).toEqual({ text: 'b', open: false });
  const sessionOf = (url = '') => /SESSION_ID=(\d+)/.exec(url)?.[1];
  expect(sessionOf(second.seen[0]?.url)).toBe(sessionOf(first.seen[0]?.url));
  expect(() => network.moveFront('none', second.url)).toThrow('front');
});

it('keeps phones on different fronts apart, and forgets the sessions of a front that is replaced', async () => {
  const gateway = await newGateway('CON a', 'CON b', 'END c');
  const network = newNetwork({ adapter: 'safaricom-get', url: gateway.url });
  network.addFront('other', { adapter: 'safaricom-get', url: gateway.url });
  await network.dial(phone, code);
  await network.dial('254700000002', code, 'other');
  expect([network.phone(phone).front, network.phone('254700000002').front]).toEqual(['operator', 'other']);
  network.addFront('operator', { adapter: 'safaricom-get', url: gateway.url });
  await expect(network.answer(phone, '1')).rejects.toMatchObject({ field: 'msisdn' });
  expect(await network.answer('+254700000002', '1')).toEqual({ text: 'c', open: false });
});
