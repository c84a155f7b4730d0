import { expect, test } from 'vitest';
import { ipMatcher, isIpRange } from './ip-ranges.ts';

test.each([
  [['10.1.2.3'], '10.1.2.3', true],
  [['10.1.2.3'], '10.1.2.4', false],
  [['10.1.0.0/16'], '10.1.255.255', true],
  [['10.1.0.0/16'], '10.2.0.0', false],
  [[' 10.1.0.0/16 '], '10.1.0.1', true],
  [['10.1.0.0/16'], '::ffff:10.1.2.3', true],
  [['10.1.0.0/16'], '::FFFF:10.2.2.3', false],
  [['10.1.0.0/16', '2001:db8::/32'], '2001:db8::1', true],
  [['2001:db8::/32'], '2001:db9::1', false],
  [['fe80::/10'], 'fe80::1%eth0', true],
  [['0.0.0.0/0'], '198.51.100.7', true],
  [['0.0.0.0/0'], '2001:db8::1', false],
  [['::/0'], '2001:db8::1', true],
  [['10.1.0.0/33', 'everywhere', ''], '10.1.0.1', false],
  [['everywhere', '10.1.0.1'], '10.1.0.1', true],
  [['10.1.0.0/16'], '', false],
  [['10.1.0.0/16'], 'unix', false],
  [[], '10.1.0.1', false],
])('%j admits %j: %s', (ranges, address, admitted) => {
  expect(ipMatcher(ranges)(address)).toBe(admitted);
});

test.each([
  ['10.1.2.3', true],
  ['10.1.2.3/0', true],
  ['2001:db8::/128', true],
  ['10.1.2.3/33', false],
  ['2001:db8::/129', false],
  ['10.1.2', false],
  ['10.1.2.3/', false],
  ['10.1.2.3/-1', false],
  ['localhost', false],
  ['fe80::1%eth0', false],
])('%j can stand in a list: %s', (text, readable) => {
  expect(isIpRange(text)).toBe(readable);
});
