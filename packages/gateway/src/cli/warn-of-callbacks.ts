import type { Config } from '#core/config.ts';
import { readDemo } from './read-demo.ts';
import type { Terminal } from './terminal.ts';

/** The addresses of callbacks that a command was given; null and undefined for none. */
export type GivenCallbacks = {
  readonly receipts?: string | null | undefined;
  readonly mo?: string | null | undefined;
  /** Of an application of USSD. */
  readonly ussd?: string | undefined;
};

/**
 * Tells at once of callback addresses that a gateway with these settings refuses at every attempt; the demo of the data folder allows
 * more. Names are not looked up, but for
 * `localhost`: what they lead to may be another address by then.
 */
export async function warnOfCallbacks(
  given: GivenCallbacks,
  { callbacks, data }: Pick<Config, 'callbacks' | 'data'>,
  { errors }: Terminal,
): Promise<void> {
  const wanted = [
    ['Receipts', given.receipts],
    ['MO', given.mo],
    ['USSD', given.ussd],
  ] as const;
  if (!wanted.some(([, url]) => url)) return;
  const { AddressRefused, guardFor } = await import('#callbacks/guard-url.ts');
  const guard = guardFor({
    allow: [...callbacks.allowPrivate, ...(readDemo(data)?.allowPrivate ?? [])],
    deny: [],
    requireHttps: !callbacks.allowHttp,
    nat64: [],
  });
  for (const [what, text] of wanted) {
    if (!text) continue;
    const url = new URL(text);
    const isLocal = /^(.+\.)?localhost\.?$/.test(url.hostname);
    if (isLocal) url.hostname = '127.0.0.1';
    try {
      guard.checkUrl(url.href);
    } catch (error) {
      if (!(error instanceof AddressRefused)) throw error;
      errors.write(
        `Warning: ${what} to ${text} will be refused by a gateway with these settings: ${error.message}.\n${remedy(url, isLocal, error)}`,
      );
    }
  }
}

function remedy(url: URL, isLocal: boolean, { message }: Error): string {
  if (!message.includes('callbacks.allowPrivate')) return '';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const ranges = [host.includes(':') ? `[${host}/128]:${port}` : `${host}/32:${port}`];
  // A name is called only where all of its addresses may be, and this one often has two.
  if (isLocal) ranges.push(`[::1/128]:${port}`);
  return `If it is meant, allow it in the gateway's configuration and restart it: "callbacks": { "allowPrivate": ${JSON.stringify(ranges)} }\n`;
}
