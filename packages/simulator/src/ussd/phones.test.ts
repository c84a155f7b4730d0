import { expect, it } from 'vitest';
import { type UssdMoment, UssdPhones } from './phones.ts';

const moment = (text: string, open = true): UssdMoment => ({
  at: '2026-11-22T05:00:00.000Z',
  front: 'operator',
  by: 'dial',
  sent: '*1#',
  screen: { text, open },
});

it('shows nothing on a phone never heard of', () => {
  const phones = new UssdPhones();
  expect(phones.phone('1')).toEqual({ msisdn: '1', front: null, screen: null, history: [] });
  expect(phones.lastFront('1')).toBeNull();
});

it('knows the open session and the front last used', () => {
  const phones = new UssdPhones();
  phones.show('1', moment('a'));
  expect(phones.phone('1')).toMatchObject({ front: 'operator', screen: { text: 'a' } });
  phones.show('1', moment('b', false));
  expect(phones.phone('1')).toMatchObject({ front: null, screen: { text: 'b' } });
  phones.use('1', 'another');
  expect(phones.lastFront('1')).toBe('another');
});

it('keeps the last screens of the last phones', () => {
  const phones = new UssdPhones({ maxPhones: 2, maxScreens: 2 });
  for (const text of ['a', 'b', 'c']) phones.show('1', moment(text));
  expect(phones.phone('1').history.map(({ screen }) => screen.text)).toEqual(['b', 'c']);
  phones.show('2', moment('a'));
  phones.show('3', moment('a'));
  expect([phones.phone('1').screen, phones.phone('2').screen?.text]).toEqual([null, 'a']);
});
