import { type Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { FrontAnswer, FrontRequest } from '../dialects/dialect.ts';

const maxAnswerOctets = 65_536;

/** Thrown when no whole answer came. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/**
 * Sends one request, follows no redirect, and waits for the whole answer.
 *
 * @param timeoutMs from the connection to the last octet
 * @throws NoAnswer
 */
export function sendRequest(request: FrontRequest, timeoutMs: number, agent: Agent): Promise<FrontAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<FrontAnswer>();
  const url = new URL(request.url);
  const secure = url.protocol === 'https:';
  const headers: Record<string, string> = { ...request.headers };
  if (request.method === 'POST') headers['content-length'] = String(Buffer.byteLength(request.body));
  const fail = (why: string, cause?: unknown): void => reject(new NoAnswer(why, { cause }));

  const outgoing = (secure ? httpsRequest : httpRequest)(
    url,
    { method: request.method, headers, ...(secure ? {} : { agent }) },
    (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > maxAnswerOctets) {
          fail(`The answer is over ${maxAnswerOctets} octets.`);
          outgoing.destroy();
        }
      });
      response.on('error', (error) => fail(`The gateway broke off its answer: ${error.message}.`, error));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    },
  );
  const timer = setTimeout(() => {
    fail(`The gateway did not answer within ${timeoutMs} ms.`);
    outgoing.destroy();
  }, timeoutMs);
  outgoing.on('error', (error) => fail(`The gateway could not be asked: ${error.message}.`, error));
  outgoing.end(request.body);
  return promise.finally(() => clearTimeout(timer));
}
