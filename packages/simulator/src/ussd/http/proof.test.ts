import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { newGateway, newNetwork } from '../../../test/front-world.ts';
import type { FrontProof } from './proof.ts';

const phone = '254700000001';
const secret = 'a secret of twenty octets';

async function seenWith(adapter: 'arkesel' | 'africastalking' | 'safaricom-get', proof: FrontProof) {
  const gateway = await newGateway('x');
  await newNetwork({ adapter, url: gateway.url, proof }).dial(phone, '*123#');
  const [request] = gateway.seen;
  if (!request) throw new Error('The front sent nothing.');
  return request;
}

it('proves itself by basic authentication, bearer or headers', async () => {
  const basic = await seenWith('arkesel', { basic: { user: 'u', password: 'p:1' } });
  expect(basic.headers.authorization).toBe(`Basic ${Buffer.from('u:p:1').toString('base64')}`);
  const bearer = await seenWith('arkesel', { bearer: secret, headers: { 'X-Secret': 's' } });
  expect(bearer.headers).toMatchObject({ authorization: `Bearer ${secret}`, 'x-secret': 's' });
});

it('adds shared credentials to the query', async () => {
  const { url } = await seenWith('safaricom-get', { query: { user: 'u', pass: 'p w' } });
  expect(url).toMatch(/^\/ussd\/t0ken\?ORIG=254700000001&.*&user=u&pass=p\+w$/);
});

it('adds a secret field to a form or to JSON, before it signs', async () => {
  const fields = { secret: 's & t' };
  const form = await seenWith('africastalking', { fields });
  expect(form.body).toMatch(/&text=&secret=s\+%26\+t$/);
  const json = await seenWith('arkesel', { fields, hmac: { header: 'x-signature', secret } });
  expect(JSON.parse(json.body)).toMatchObject({ newSession: true, secret: 's & t' });
  expect(json.headers['x-signature']).toBe(createHmac('sha256', secret).update(json.body).digest('hex'));
});

it('signs the raw body, or the query string of a GET', async () => {
  const post = await seenWith('arkesel', { hmac: { header: 'X-Signature', secret, prefix: 'sha256=' } });
  expect(post.headers['x-signature']).toBe(
    `sha256=${createHmac('sha256', secret).update(post.body).digest('hex')}`,
  );
  const get = await seenWith('safaricom-get', {
    hmac: { header: 'x-sign', secret, algorithm: 'sha1', encoding: 'base64' },
  });
  const query = get.url.split('?')[1] ?? '';
  expect(get.headers['x-sign']).toBe(createHmac('sha1', secret).update(query).digest('base64'));
});
