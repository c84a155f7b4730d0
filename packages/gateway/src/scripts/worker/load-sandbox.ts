import { readFileSync } from 'node:fs';

/** In the order they are run; the first makes what the others are handed. */
const FILES = [
  'inner',
  'console',
  'contact',
  'session',
  'http-client',
  'data-table',
  'project',
  'phone-number',
  'not-provided',
] as const;

/**
 * Reads what stands around every script: one function expression that is called with the two functions of the host and the
 * order, and gives what the run is driven by. The files are texts for QuickJS and are never imported here.
 */
export function loadSandbox(): string {
  const [inner, ...others] = FILES.map((name) =>
    readFileSync(new URL(`../sandbox/${name}.js`, import.meta.url), 'utf8').replace(/;\s*$/, ''),
  );
  return `(hostCall, hostLog, order) => {
    const inner = (${inner})(hostCall, hostLog, JSON.parse(order));
    for (const provide of [${others.map((text) => `(${text})`).join(',')}]) provide(inner);
    return inner;
  }`;
}
