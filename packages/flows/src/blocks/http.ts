import { BadExpression } from '../conditions/bad-expression.ts';
import type { Scope } from '../conditions/scope.ts';
import { sizeOf, spend } from '../conditions/work.ts';
import { limits } from '../document/flow.ts';
import { withinBounds } from './call-bounds.ts';
import type { MakeReady, Site } from './ready.ts';

const standardTimeoutSeconds = 5;
/** Units of work for each character of a body that is filled in. */
const workPerCharacter = 10;

/** Asks a web service. What a person entered never becomes more than a part of a path, a query or a header. */
export const http: MakeReady<'http'> = (block, site) => {
  const url = site.machineTemplate(block.url);
  const body = block.body === undefined ? null : fillable(block.body, site);
  const headers = Object.entries(block.headers ?? {}).map(
    ([name, value]) => [name, site.machineTemplate(value)] as const,
  );
  const method = block.method ?? (body === null ? 'GET' : 'POST');
  const timeoutMs = (block.timeoutSeconds ?? standardTimeoutSeconds) * 1000;
  return {
    type: 'action',
    enter: (run) => ({
      go: 'ask',
      call: withinBounds({
        block: site.id,
        method,
        url: url(run, inUrl),
        headers: Object.fromEntries(headers.map(([name, value]) => [name, value(run, inHeader)])),
        body: body === null ? null : JSON.stringify(body(run)),
        timeoutMs,
      }),
    }),
  };
};

/** A JSON value whose texts are templates. One that is nothing but a path keeps what it is: a number, a list, or null for what is not known. */
function fillable(json: unknown, site: Site, depth = 1): (scope: Scope) => unknown {
  if (depth > limits.nesting) throw new BadExpression(`The body goes more than ${limits.nesting} deep.`);
  if (typeof json === 'string') {
    const path = /^\{\{([^{}|]+)\}\}$/u.exec(json)?.[1];
    if (path === undefined) return site.machineTemplate(json);
    const field = site.field(path.trim());
    return (scope) => {
      const value = field(scope) ?? null;
      spend(scope.work, sizeOf(value) * workPerCharacter);
      return value;
    };
  }
  if (Array.isArray(json)) {
    const items = json.map((item) => fillable(item, site, depth + 1));
    return (scope) => items.map((item) => item(scope));
  }
  if (typeof json !== 'object' || json === null) return () => json;
  const fields = Object.entries(json).map(
    ([name, value]) => [name, fillable(value, site, depth + 1)] as const,
  );
  return (scope) => Object.fromEntries(fields.map(([name, value]) => [name, value(scope)]));
}

/** Half a surrogate pair, as a handset may send one, has no place in UTF-8. */
function inUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** A line break would begin a header of its own. */
function inHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, ' ').trim();
}
