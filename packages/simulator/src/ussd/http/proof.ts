import { createHmac } from 'node:crypto';
import { readChoice, readObject, readText } from '../../read-input.ts';
import type { FrontRequest } from '../dialects/dialect.ts';

/** How the operator proves who it is, on top of what its dialect carries. Any of them may be combined. */
export interface FrontProof {
  basic?: { user: string; password: string };
  /** `Authorization: Bearer`. */
  bearer?: string;
  /** Sent as they are, such as a secret header. */
  headers?: Readonly<Record<string, string>>;
  /** Added to the address of every request, such as shared credentials. */
  query?: Readonly<Record<string, string>>;
  /** Added to the body of a POST, a form or JSON, such as a secret field. */
  fields?: Readonly<Record<string, string>>;
  /** HMAC of the raw body, or of the query string of a GET, in a header. */
  hmac?: HmacProof;
}

interface HmacProof {
  header: string;
  secret: string;
  /** Default `sha256`. */
  algorithm?: 'sha1' | 'sha256' | 'sha512';
  /** Default `hex`. */
  encoding?: 'hex' | 'base64';
  /** Before the signature, such as `sha256=`. */
  prefix?: string;
}

const kinds = ['basic', 'bearer', 'headers', 'query', 'fields', 'hmac'] as const;

/** Reads a proof from unchecked input. Throws `InvalidInput`. */
export function readProof(value: unknown, field: string): FrontProof {
  const input = readObject(value, field, kinds);
  const proof: FrontProof = {};
  if (input.basic !== undefined) {
    const basic = readObject(input.basic, `${field}.basic`, ['user', 'password']);
    proof.basic = {
      user: readText(basic.user, `${field}.basic.user`, 'a user name'),
      password: readText(basic.password, `${field}.basic.password`, 'a password'),
    };
  }
  if (input.bearer !== undefined) proof.bearer = readText(input.bearer, `${field}.bearer`, 'a secret');
  if (input.headers !== undefined) proof.headers = readTexts(input.headers, `${field}.headers`);
  if (input.query !== undefined) proof.query = readTexts(input.query, `${field}.query`);
  if (input.fields !== undefined) proof.fields = readTexts(input.fields, `${field}.fields`);
  if (input.hmac !== undefined) proof.hmac = readHmac(input.hmac, `${field}.hmac`);
  return proof;
}

/** The request with its proof. */
export function withProof(request: FrontRequest, proof: FrontProof): FrontRequest {
  const url = new URL(request.url);
  const body = proof.fields ? withFields(request, proof.fields) : request.body;
  for (const [name, value] of Object.entries(proof.query ?? {})) url.searchParams.append(name, value);
  const headers: Record<string, string> = { ...request.headers };
  if (proof.basic) {
    const { user, password } = proof.basic;
    headers.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
  if (proof.bearer !== undefined) headers.authorization = `Bearer ${proof.bearer}`;
  if (proof.hmac) {
    const { header, secret, algorithm = 'sha256', encoding = 'hex', prefix = '' } = proof.hmac;
    const signed = request.method === 'POST' ? body : url.search.slice(1);
    headers[header.toLowerCase()] = prefix + createHmac(algorithm, secret).update(signed).digest(encoding);
  }
  const address = proof.query ? url.href : request.url;
  return { ...request, url: address, body, headers: { ...headers, ...proof.headers } };
}

function withFields({ headers, body }: FrontRequest, fields: Readonly<Record<string, string>>): string {
  switch (headers['content-type']) {
    case 'application/json':
      return JSON.stringify({ ...(JSON.parse(body) as object), ...fields });
    case 'application/x-www-form-urlencoded':
      return `${body}&${new URLSearchParams(fields)}`;
    default:
      return body;
  }
}

function readHmac(value: unknown, field: string): HmacProof {
  const input = readObject(value, field, ['header', 'secret', 'algorithm', 'encoding', 'prefix']);
  const hmac: HmacProof = {
    header: readText(input.header, `${field}.header`, 'the name of a header'),
    secret: readText(input.secret, `${field}.secret`, 'a secret'),
  };
  if (input.algorithm !== undefined) {
    hmac.algorithm = readChoice(input.algorithm, `${field}.algorithm`, ['sha1', 'sha256', 'sha512'] as const);
  }
  if (input.encoding !== undefined) {
    hmac.encoding = readChoice(input.encoding, `${field}.encoding`, ['hex', 'base64'] as const);
  }
  if (input.prefix !== undefined) hmac.prefix = readText(input.prefix, `${field}.prefix`, 'a text');
  return hmac;
}

function readTexts(value: unknown, field: string): Record<string, string> {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const input = readObject(value, field, names);
  return Object.fromEntries(
    Object.entries(input).map(([name, text]) => [name, readText(text, `${field}.${name}`, 'a text')]),
  );
}
