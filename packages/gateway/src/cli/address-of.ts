import type { Config } from '#core/config.ts';

/** Where a gateway with these settings is reached from its own machine. */
export function addressOf({ host, port }: Config['http']): string {
  return `http://${reachable(host)}:${port}`;
}

/** A listener on all addresses is reached at that of its own machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
