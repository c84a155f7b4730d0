import type { FrontRequest } from './dialect.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** A GET with the pairs appended to the address in this order, encoded as browsers encode forms. */
export function getWith(url: string, pairs: Pairs): FrontRequest {
  const query = encodePairs(pairs);
  return { method: 'GET', url: `${url}${url.includes('?') ? '&' : '?'}${query}`, headers: {}, body: '' };
}

export function postForm(url: string, pairs: Pairs): FrontRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', url, headers, body: encodePairs(pairs) };
}

export function postJson(url: string, body: object): FrontRequest {
  return { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function postXml(url: string, body: string): FrontRequest {
  return { method: 'POST', url, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
}

function encodePairs(pairs: Pairs): string {
  const form = new URLSearchParams();
  for (const [name, value] of pairs) form.append(name, value);
  return form.toString();
}
