import type { Config } from '#core/config.ts';
import { addressOf } from '../address-of.ts';
import type { Arguments } from '../arguments.ts';
import { readText } from '../change-settings.ts';
import type { Option } from '../command.ts';
import { readDemo } from '../read-demo.ts';
import { UsageError } from '../usage-error.ts';

/** Where a gateway is, and the key it lets in. */
export type GatewayAccess = { readonly baseUrl: string; readonly key: string };

/** Where a command finds a running gateway. */
export const gatewayOptions: Readonly<Record<string, Option>> = {
  url: { value: 'URL', says: 'Where the gateway is (default: where the configuration says it listens).' },
  'key-file': {
    value: 'FILE',
    says: 'The API key to use (default: that of the demo of this data folder).',
  },
};

/**
 * From the options, else from the demo of the data folder, else from the configuration.
 * @throws UsageError when there is no key, or the address is none
 */
export function findGateway(args: Arguments, config: Config): GatewayAccess {
  const url = args.option('url');
  const keyFile = args.option('key-file');
  const demo = keyFile === undefined ? readDemo(config.data) : null;
  if (keyFile === undefined && demo === null) {
    throw new UsageError(
      `Which key? Make one with "ujumbe key create ACCOUNT", put it into a file and name that with --key-file. With the demo (npm start) its key is found by itself; there is none in ${config.data}.`,
    );
  }
  const key = keyFile === undefined ? (demo?.key as string) : readText(keyFile).trim();
  if (!/^[\x21-\x7e]+$/.test(key)) throw new UsageError(`${keyFile} must hold one key and nothing else.`);
  return { baseUrl: url === undefined ? (demo?.baseUrl ?? addressOf(config.http)) : readUrl(url), key };
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:'))
    return url.href.replace(/\/+$/, '');
  throw new UsageError(
    `--url must be the address of a gateway such as http://127.0.0.1:8080, not "${text}".`,
  );
}
