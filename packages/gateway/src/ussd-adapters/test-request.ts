import type { UssdHttpRequest } from '#core/ussd-adapter.ts';
import type { SignedRequest } from './authenticate.ts';

/** A request as cases write it; an object as body stands for its JSON. */
export type GivenRequest = {
  readonly method?: UssdHttpRequest['method'];
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
};

/** A request as an operator sends it. */
export function requestOf({
  method = 'POST',
  path = '',
  query = '',
  headers = {},
  body = '',
}: GivenRequest): SignedRequest {
  return {
    method,
    path,
    query: new URLSearchParams(query),
    rawQuery: query,
    headers,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    url: `https://gateway.example/ussd/0123456789abcdefghijklmn${path}`,
  };
}
