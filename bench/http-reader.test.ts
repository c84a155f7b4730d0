import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HttpReader } from './http-reader.ts';

const messages = [
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
  'GET /dlr?id=1 HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST /dlr HTTP/1.1\r\ncontent-length:11\r\nHost: a\r\n\r\n{"a":"\r\n\r\n"',
  'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
];

test('messages come out whole however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...messages)),
      fc.array(fc.integer({ min: 1, max: 60 })),
      (sent, cuts) => {
        const stream = Buffer.from(sent.join(''), 'latin1');
        const reader = new HttpReader();
        const bodies: string[] = [];
        let at = 0;
        for (const size of [...cuts, stream.length]) {
          const chunk = stream.subarray(at, at + size);
          at += chunk.length;
          if (chunk.length > 0) reader.push(chunk, (message, bodyAt) => bodies.push(message.slice(bodyAt)));
        }
        expect(bodies).toEqual(sent.map((message) => message.slice(message.indexOf('\r\n\r\n') + 4)));
      },
    ),
  );
});

test('a chunked message is an error, not a wrong count', () => {
  const head = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  expect(() => new HttpReader().push(head, () => undefined)).toThrow('chunked');
});
