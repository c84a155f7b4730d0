import fc from 'fast-check';

/** A body of a request with the media type it claims. */
export type Body = { readonly bytes: Buffer; readonly type: string | undefined };

const names = [
  'from',
  'to',
  'message',
  'refId',
  'linkId',
  'messageType',
  'messages',
  '__proto__',
  'toString',
];

/** Texts that mean something to a database, a shell, a template, a terminal or a careless parser. */
export const hostileTexts: readonly string[] = [
  "'; drop table messages; --",
  "' or '1'='1",
  '$1 %s ? :name \\',
  '$(reboot) `id` | cat /etc/passwd',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of somebody else's template
  '{{7*7}} ${7*7} <%= 7*7 %> #{7*7}',
  '<img src=x onerror=alert(1)>',
  '=1+1',
  'a\r\nb\u001b[31m\u0007\u2028{"level":"fatal"}',
  '\u202eabc\u200d\u0301\u0301',
  '../../etc/passwd',
  '__proto__',
  '\0',
  'a\0b',
];

const scalar = fc.oneof(
  fc.constantFrom(
    'TIARA',
    '254722000001',
    '0722000001',
    'Hi',
    '1',
    '2',
    '',
    ' ',
    null,
    true,
    254722000001,
    1e300,
  ),
  fc.constantFrom(...hostileTexts, '254722000001,254722000002', 'x'.repeat(2000), '\ud83d'),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom(...names), scalar, { maxKeys: 2 }),
);
/** Written out by hand, as no object could hold a key twice. */
const object = fc
  .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 8 })
  .map(
    (pairs) =>
      `{${pairs.map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner)}`).join(',')}}`,
  );
const good = fc.constant('{"from":"TIARA","to":"254722000001","message":"Hi","refId":"r"}');
const text = fc.oneof(
  object,
  fc.array(fc.oneof(object, good), { maxLength: 5 }).map((items) => `[${items.join(',')}]`),
  fc
    .array(object, { maxLength: 3 })
    .map((items) => `{"from":"TIARA","message":"Hi","messages":[${items.join(',')}]}`),
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  good,
);
const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'cut', 'insert')), {
  maxLength: 2,
});
const type = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/json') },
  fc.constantFrom(
    undefined,
    'application/json; charset=utf-8',
    'text/plain',
    'application/x-www-form-urlencoded',
    ';',
  ),
);

const body: fc.Arbitrary<Body> = fc
  .tuple(text, damage, fc.boolean(), type)
  .map(([whole, changes, intact, type]) => {
    let bytes = Buffer.from(whole, 'utf8');
    for (const [position, byte, kind] of intact ? [] : changes) {
      const at = position % (bytes.length + 1);
      const rest = bytes.subarray(kind === 'insert' ? at : at + 1);
      bytes = Buffer.concat(
        kind === 'cut' ? [bytes.subarray(0, at)] : [bytes.subarray(0, at), Buffer.of(byte), rest],
      );
    }
    return { bytes, type };
  });

/** Bodies between good and nonsense, the same for the same seed. */
export function randomBodies(count: number, seed: number): Body[] {
  return fc.sample(body, { numRuns: count, seed });
}
