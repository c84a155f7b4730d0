import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signatureHeaders } from './sign.ts';

const older = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const newer = 'whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=';
const body = '{"msgId":"x","message":"é 😀"}';

function headersFor(secrets: string[], nowMs = Date.now()): Record<string, string> {
  const flat = signatureHeaders('0192f0c1-0000-7000-8000-000000000001', body, nowMs, secrets);
  return Object.fromEntries(
    flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : [])),
  );
}

test('the Standard Webhooks library verifies a callback', () => {
  const headers = headersFor([newer]);
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(1);
  expect(new Webhook(newer).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(newer).verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(older).verify(body, headers)).toThrow();
});

test('X20 while secrets change hands there are two signatures, and each verifies', () => {
  const headers = headersFor([newer, older]);
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  expect(new Webhook(newer).verify(body, headers)).toEqual(JSON.parse(body));
  expect(new Webhook(older).verify(body, headers)).toEqual(JSON.parse(body));
});

test('the id stays over retries, the timestamp is of the attempt', () => {
  const first = headersFor([newer], 1_700_000_000_000);
  const second = headersFor([newer], 1_700_000_030_999);
  expect(second['webhook-id']).toBe(first['webhook-id']);
  expect([first['webhook-timestamp'], second['webhook-timestamp']]).toEqual(['1700000000', '1700000030']);
  expect(second['webhook-signature']).not.toBe(first['webhook-signature']);
});
