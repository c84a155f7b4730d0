import { expect, test } from 'vitest';
import { hopsOfSession, inputAt, msisdnOf, screenAt, serviceCode } from './dialogue.ts';
import { HopLedger } from './hop-ledger.ts';
import { hopRequest } from './hop-request.ts';

const operator = { port: 1, path: '/operator' };

function asOperator(ledger: HopLedger, session: number, hop: number): string {
  const request = hopRequest(operator, session, hop);
  const bodyAt = request.indexOf('\r\n\r\n') + 4;
  return ledger.take(request.slice(0, bodyAt), request.slice(bodyAt));
}

function asGateway(ledger: HopLedger, changed: Record<string, string>): string {
  const fields = {
    msisdn: msisdnOf(5),
    sessionId: '123456789012345678',
    input: '',
    serviceCode,
    countryCode: '254',
    network: 'SAFARICOM',
    ...changed,
  };
  return ledger.take('POST /tiara HTTP/1.1\r\n\r\n', new URLSearchParams(fields).toString());
}

test('whole sessions are right, by themselves and mixed, from the operator and from the gateway', () => {
  const ledger = new HopLedger();
  for (let hop = 0; hop < hopsOfSession; hop += 1) {
    expect(asOperator(ledger, 1, hop)).toBe(screenAt(1, hop));
    expect(asOperator(ledger, 2, hop)).toBe(screenAt(2, hop));
    expect(asGateway(ledger, { input: inputAt(5, hop) })).toBe(screenAt(5, hop));
  }
  expect(ledger.count()).toEqual({ hops: 3 * hopsOfSession, wrong: 0, firstWrong: null, unfinished: 0 });
});

const wrongSeconds: [string, Record<string, string>][] = [
  ['a hop again', { input: '' }],
  ['an input that does not accumulate', { input: 'Amina 5' }],
  ['an entry of somebody else', { input: '1*Amina 6' }],
  ['another session id', { input: '1', sessionId: '999999999999999999' }],
  ['another code', { input: '1', serviceCode: '*384#' }],
  ['a field too many', { input: '1', more: 'x' }],
];

test.each(wrongSeconds)('%s is counted and answered by no right screen', (_, changed) => {
  const ledger = new HopLedger();
  asGateway(ledger, {});
  const screen = asGateway(ledger, changed);
  for (let hop = 0; hop < hopsOfSession; hop += 1) expect(screen).not.toBe(screenAt(5, hop));
  expect(ledger.count()).toMatchObject({ hops: 2, wrong: 1, unfinished: 1 });
  expect(ledger.count().firstWrong).not.toBeNull();
});
