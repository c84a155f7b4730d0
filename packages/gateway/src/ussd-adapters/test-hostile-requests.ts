import fc from 'fast-check';
import type { UssdHttpRequest } from '#core/ussd-adapter.ts';
import { type GivenRequest, requestOf } from './test-request.ts';

const KIB_64 = 65_536;

const filled = (text: string) => text.repeat(Math.ceil(KIB_64 / text.length)).slice(0, KIB_64);
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

/** Bodies that break careless readers, each within the 64 KiB a request may have. */
export const hostileBodies: readonly { readonly label: string; readonly body: Buffer }[] = Object.entries({
  nothing: '',
  'arrays 10,000 deep': nested('[', ']', 10_000),
  'objects 10,000 deep': `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  'brackets that never close': filled('['),
  'a prototype': '{"__proto__":{"sessionId":"1","msisdn":"254700000001"},"constructor":{"prototype":{}}}',
  'halves of characters': '{"sessionId":"\\ud800","SessionId":"\\udc00","msisdn":"\\ud800","text":"\\ud83d"}',
  NULs: '\0'.repeat(1000),
  'NULs in JSON': '{"sessionId":"1\\u0000","msisdn":"25470000\\u00000001","userData":"\\u0000"}',
  'numbers beyond numbers': `{"sessionId":1e400,"msisdn":${'9'.repeat(400)},"Sequence":-0.1}`,
  'one long word': filled('a'),
  'one long name': `${filled('a').slice(2)}=1`,
  'ten thousand fields': filled('a=1&'),
  'per cent signs': filled('%'),
  'broken escapes': filled('%ff%c0%zz'),
  tags: filled('<a>'),
  'tags that never close': filled('<a '),
  entities: `<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ussd><msisdn>&b;</msisdn></ussd>`,
  'ampersands in XML': `<ussd>${filled('&#0;').slice(20)}</ussd>`,
})
  .map(([label, text]) => ({ label, body: Buffer.from(text) }))
  .concat([
    { label: 'bytes that are not UTF-8', body: Buffer.alloc(1000, 0xff) },
    { label: 'a character cut in two', body: Buffer.from([0x7b, 0x22, 0xe2, 0x82]) },
    { label: 'every byte', body: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)) },
  ]);

/** Requests at random: noise, and the requests of cases with something in them changed. */
export function hostileRequests(
  methods: readonly UssdHttpRequest['method'][],
  cases: readonly { readonly request: GivenRequest }[],
): fc.Arbitrary<UssdHttpRequest> {
  return fc.oneof(noise(methods), damaged(cases));
}

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.constantFrom('', '1', '*', '#', '*123#', '+', '-1', 'true', 'null'),
);

function noise(methods: readonly UssdHttpRequest['method'][]): fc.Arbitrary<UssdHttpRequest> {
  return fc
    .record({
      method: fc.constantFrom(...methods),
      path: fc.string({ unit: 'binary', maxLength: 100 }),
      query: fc.string({ maxLength: 400 }),
      headers: fc.dictionary(fc.stringMatching(/^[a-z-]{1,20}$/), fc.string({ maxLength: 100 }), {
        maxKeys: 5,
      }),
      body: fc.uint8Array({ maxLength: 400 }),
    })
    .map(({ body, ...given }) => ({ ...requestOf(given), body: Buffer.from(body) }));
}

/** A request of a case in which one value, or one stretch of the body, is something else. */
function damaged(cases: readonly { readonly request: GivenRequest }[]): fc.Arbitrary<UssdHttpRequest> {
  return fc
    .record({
      given: fc.constantFrom(...cases.map(({ request }) => request)),
      pick: fc.nat(),
      value: fc.oneof(word, fc.jsonValue()),
      from: fc.nat({ max: 200 }),
      length: fc.nat({ max: 20 }),
      bytes: fc.uint8Array({ maxLength: 20 }),
    })
    .map(({ given, pick, value, from, length, bytes }) => {
      const request = requestOf(
        typeof given.body === 'object' ? { ...given, body: replaceValue(given.body, pick, value) } : given,
      );
      const names = [...request.query.keys()];
      const name = names[pick % names.length];
      if (name !== undefined)
        request.query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
      if (pick % 2 === 0) return request;
      const { body } = request;
      return {
        ...request,
        body: Buffer.concat([body.subarray(0, from), bytes, body.subarray(from + length)]),
      };
    });
}

function replaceValue(body: object, pick: number, value: unknown): object {
  const names = Object.keys(body);
  const name = names[pick % names.length];
  return name === undefined ? body : { ...body, [name]: value };
}

/** The request of a case, once for each value in its query and body, with another value there. */
export function withEachValueAs(given: GivenRequest, value: string): readonly UssdHttpRequest[] {
  const request = requestOf(given);
  const queries = [...request.query.keys()].map((name) => {
    const query = new URLSearchParams(request.query);
    query.set(name, value);
    return { ...request, query };
  });
  const text = request.body.toString();
  const bodies = [...text.matchAll(VALUES)].map(({ index, 0: former }) => ({
    ...request,
    body: Buffer.from(`${text.slice(0, index)}${value}${text.slice(index + former.length)}`),
  }));
  return [...queries, ...bodies];
}

/** Values in JSON, forms and XML: what stands after an equals sign, a quotation mark or a tag. */
const VALUES = /(?<=[=">])[^<>&"=:,]+(?=[<&"]|$)/g;
