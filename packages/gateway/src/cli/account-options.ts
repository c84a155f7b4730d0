import { isSupportedCountry } from 'libphonenumber-js/max';
import type { AccountSettings } from '#core/directory.ts';
import type { AccountChange } from '#store/admin/accounts.ts';
import { type Arguments, readInteger } from './arguments.ts';
import type { Option } from './command.ts';
import { UsageError } from './usage-error.ts';

/** Options that describe an account, when it is made and when it is changed. */
export const accountOptions: Readonly<Record<string, Option>> = {
  currency: { value: 'CODE', says: 'ISO 4217 code of its money (default KES).' },
  country: {
    value: 'CODE',
    says: 'ISO 3166 code of the country its national numbers belong to (default KE).',
  },
  'dlr-url': { value: 'URL', says: 'Where delivery receipts are sent; "none" for nowhere.' },
  'mo-url': { value: 'URL', says: 'Where incoming messages are sent; "none" for nowhere.' },
  'credit-limit': { value: 'AMOUNT', says: 'How far the balance may go below zero (default 0).' },
  setting: { value: 'NAME=VALUE', many: true, says: 'One of the settings below.' },
};

type SettingReader = { readonly says: string; readonly read: (name: string, text: string) => unknown };

const oneOf = (...choices: readonly (string | number)[]): SettingReader['read'] => {
  return (name, text) => {
    const found = choices.find((choice) => String(choice) === text);
    if (found === undefined)
      throw new UsageError(`${name} must be one of ${choices.join(', ')}, not "${text}".`);
    return found;
  };
};

/** Settings of an account: what each means, and how its value is read. */
export const accountSettings: Readonly<Record<keyof AccountSettings, SettingReader>> = {
  failedHttpStatus: { says: 'HTTP status of a refused message: 200 or 400.', read: oneOf(200, 400) },
  nullStyle: {
    says: 'How missing values are written: string, json or omit.',
    read: oneOf('string', 'json', 'omit'),
  },
  smartEncoding: {
    says: 'Respelling of texts to save parts: off, smart or ascii.',
    read: oneOf('off', 'smart', 'ascii'),
  },
  lenientNumbers: {
    says: 'Accept every number of possible length: true or false.',
    read: (name, text) => oneOf('true', 'false')(name, text) === 'true',
  },
  refund: {
    says: 'Which failed messages are paid back: none, rejected or undelivered.',
    read: oneOf('none', 'rejected', 'undelivered'),
  },
  validityMinutes: {
    says: 'Minutes a message stays worth delivering.',
    read: (name, text) => readInteger(name, text, 1, 7 * 24 * 60),
  },
  requestsPerSecond: {
    says: 'Requests a second; 0 for no limit.',
    read: (name, text) => readInteger(name, text, 0, 1_000_000),
  },
};

export const accountNotes: readonly string[] = [
  'Settings:',
  ...Object.entries(accountSettings).map(([name, { says }]) => `  ${name.padEnd(18)} ${says}`),
];

/** What the options say of an account. @throws UsageError naming the first that cannot be used */
export function readAccountChange(args: Arguments): AccountChange {
  return {
    currency: currency(args.option('currency')),
    defaultCountry: country(args.option('country')),
    dlrUrl: address('dlr-url', args.option('dlr-url')),
    moUrl: address('mo-url', args.option('mo-url')),
    creditLimit: creditLimit(args),
    settings: settings(args.many('setting')),
  };
}

function currency(text: string | undefined): string | undefined {
  if (text === undefined || /^[A-Z]{3}$/.test(text)) return text;
  throw new UsageError(`--currency must be three capital letters such as KES, not "${text}".`);
}

function country(text: string | undefined): string | undefined {
  if (text === undefined || isSupportedCountry(text)) return text;
  throw new UsageError(`--country must be a country's two capital letters such as KE, not "${text}".`);
}

/** @returns null for "none" */
export function address(option: string, text: string | undefined): string | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  const url = URL.parse(text);
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '') return text;
  throw new UsageError(
    `--${option} must be a URL such as https://example.com/sms, or "none", not "${text}".`,
  );
}

function creditLimit(args: Arguments): number | undefined {
  const amount = args.money('credit-limit');
  if (amount !== undefined && amount < 0) throw new UsageError('--credit-limit must not be below zero.');
  return amount;
}

function settings(pairs: readonly string[]): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const pair of pairs) {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    const reader = Object.hasOwn(accountSettings, name)
      ? accountSettings[name as keyof AccountSettings]
      : undefined;
    if (!reader) {
      throw new UsageError(
        `--setting "${pair}" is none of ${Object.keys(accountSettings).join(', ')}, written NAME=VALUE.`,
      );
    }
    read[name] = reader.read(name, value);
  }
  return read;
}
