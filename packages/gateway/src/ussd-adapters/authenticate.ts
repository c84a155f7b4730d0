import { createHmac } from 'node:crypto';
import { ipMatcher } from '#core/ip-ranges.ts';
import { UnreadableHop, type UssdHttpRequest } from '#core/ussd-adapter.ts';
import type { AuthSettings } from './auth-settings.ts';
import { readForm } from './read-form.ts';
import { readJsonBody } from './read-json-body.ts';
import { sameSecret } from './same-secret.ts';

/** A request with what a signature is made of. */
export type SignedRequest = UssdHttpRequest & {
  /** The query string as it was sent, without the question mark. */
  readonly rawQuery: string;
};

/** The setting of `auth` that a request does not satisfy, or null when it satisfies all. */
export type Authenticate = (request: SignedRequest, ip: string) => keyof AuthSettings | null;

/** A check of requests against settings, made once and kept: lists of addresses take a while to read. */
export function authenticator(auth: AuthSettings): Authenticate {
  const { ipList, basic, secret, signature } = auth;
  const known = ipList === undefined ? null : ipMatcher(ipList);
  return (request, ip) => {
    if (known !== null && !known(ip)) return 'ipList';
    if (basic !== undefined && !showsPassword(request, basic)) return 'basic';
    if (secret !== undefined && !showsSecret(request, secret)) return 'secret';
    if (signature !== undefined && !isSigned(request, signature)) return 'signature';
    return null;
  };
}

function showsPassword(
  { headers }: SignedRequest,
  { user, password }: NonNullable<AuthSettings['basic']>,
): boolean {
  const given = /^basic +([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return sameSecret(Buffer.from(given, 'base64').toString(), `${user}:${password}`);
}

function showsSecret(request: SignedRequest, secret: NonNullable<AuthSettings['secret']>): boolean {
  return sameSecret(givenSecret(request, secret) ?? '', secret.value);
}

function givenSecret(
  request: SignedRequest,
  { in: place, name }: NonNullable<AuthSettings['secret']>,
): string | null {
  switch (place) {
    case 'query':
      return request.query.get(name);
    case 'header':
      return request.headers[name.toLowerCase()] ?? null;
    case 'form':
      return unlessUnreadable(() => readForm(request.body).text(name));
    case 'json':
      return unlessUnreadable(() => readJsonBody(request.body).text(name));
    default:
      return place satisfies never;
  }
}

/** A body that cannot be read shows no secret. */
function unlessUnreadable(read: () => string | null): string | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableHop) return null;
    throw error;
  }
}

function isSigned(
  request: SignedRequest,
  { header, secret, algorithm, encoding, prefix = '' }: NonNullable<AuthSettings['signature']>,
): boolean {
  const signed = request.method === 'GET' ? request.rawQuery : request.body;
  const expected = `${prefix}${createHmac(algorithm, secret).update(signed).digest(encoding)}`;
  const given = request.headers[header.toLowerCase()] ?? '';
  return sameSecret(
    encoding === 'hex' ? given.toLowerCase() : given,
    encoding === 'hex' ? expected.toLowerCase() : expected,
  );
}
