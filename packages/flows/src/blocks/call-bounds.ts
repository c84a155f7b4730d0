import type { HttpCall } from '../engine/effect.ts';

/** Most characters of a filled-in URL and of each header, and octets of a body. */
const most = { url: 4000, header: 2000, body: 65_536 } as const;

/**
 * A call as it may go out once everything is filled in. Nothing in the errors is of what a person said.
 *
 * @throws RangeError for a URL, a header or a body that is too long, and for a path with a segment `.` or `..`: an answer would lead
 * out of where the author asks
 */
export function withinBounds(call: HttpCall): HttpCall {
  const { url, headers, body } = call;
  if (url.length > most.url) throw new RangeError(tooLong('URL', most.url, 'characters'));
  if (pathSegments(url).some(isDots)) {
    throw new RangeError('The URL, filled in, has a path segment "." or "..", which leads elsewhere.');
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value.length > most.header)
      throw new RangeError(tooLong(`header ${name}`, most.header, 'characters'));
  }
  if (body !== null && new TextEncoder().encode(body).length > most.body) {
    throw new RangeError(tooLong('body', most.body, 'octets'));
  }
  return call;
}

function tooLong(what: string, limit: number, unit: string): string {
  return `The ${what} of the call, filled in, is longer than ${limit} ${unit}.`;
}

/** As browsers and servers part them, a backslash among them (WHATWG URL). */
function pathSegments(url: string): readonly string[] {
  const [path = ''] = url.replace(/^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*/iu, '').split(/[?#]/u, 1);
  return path.split(/[/\\]/u);
}

/** A dot may be written `%2e` too. */
function isDots(segment: string): boolean {
  return /^(?:\.|%2e){1,2}$/iu.test(segment);
}
