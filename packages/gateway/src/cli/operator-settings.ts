import type { ConnectorRow } from '#core/directory.ts';
import { HIDDEN, isSecretName } from '#core/secret-settings.ts';
import { hideUssdSecrets, isUssdSecret } from '#ussd-adapters/hide-secrets.ts';
import { checkOperatorSettings } from '../check-operator-settings.ts';
import type { Arguments } from './arguments.ts';
import {
  changeOptions,
  changeSettings,
  readSettingsFile,
  type Settings,
  type SettingsRules,
} from './change-settings.ts';
import type { Option } from './command.ts';
import { UsageError } from './usage-error.ts';

type Kind = ConnectorRow['kind'];

/** Options that describe the profile of an operator. */
export const settingsOptions: Readonly<Record<string, Option>> = {
  settings: { value: 'FILE', says: 'Read the whole profile from this JSON file.' },
  set: {
    ...changeOptions.set,
    says: 'One setting of the profile, such as host=10.1.2.3 or encoding.dc0=latin1.',
  },
  'set-file': {
    ...changeOptions['set-file'],
    says: 'One setting whose value is a file, such as tlsOptions.ca=ca.pem.',
  },
  unset: changeOptions.unset,
  'password-file': { value: 'FILE', says: 'Read the password from this file; "-" for standard input.' },
};

/** What opens an operator's door must be kept when a file without it is read. */
const kept: Readonly<Record<Kind, string>> = { smpp: 'password', 'ussd-http': 'token' };

const rules: Readonly<Record<Kind, SettingsRules>> = {
  smpp: {
    check: (settings) => checkOperatorSettings('smpp', settings),
    isSecret: isSecretName,
    secretsBy: '--password-file or --set-file',
  },
  'ussd-http': {
    check: (settings) => checkOperatorSettings('ussd-http', settings),
    isSecret: isUssdSecret,
    secretsBy: '--set-file',
  },
};

/**
 * The profile that the options make of a former one. The password is not among them: it comes by itself.
 * @throws UsageError when a file cannot be read, or a secret stands on the command line
 */
export function readSettings(args: Arguments, kind: Kind, former: Readonly<Settings>): Settings {
  const file = args.option('settings');
  const settings = file === undefined ? former : readSettingsFile(file, 'the profile of an operator');
  const secret = kept[kind];
  const withSecret =
    settings[secret] === undefined && former[secret] !== undefined
      ? { ...settings, [secret]: former[secret] }
      : settings;
  return changeSettings(args, rules[kind], withSecret);
}

/** @throws UsageError with one line for each fault */
export function demandGoodSettings(kind: Kind, settings: Readonly<Settings>): void {
  const faults = checkOperatorSettings(kind, settings);
  if (faults.length > 0)
    throw new UsageError(['The profile cannot be used:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
}

/** The profile without what nobody may read back. */
export function hideSecrets(kind: Kind, settings: Readonly<Settings>): Readonly<Settings> {
  return kind === 'ussd-http' ? hideUssdSecrets(settings) : hideNamedSecrets(settings);
}

function hideNamedSecrets(settings: Readonly<Settings>): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (isSecretName(name)) return [name, HIDDEN];
      const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [name, nested ? hideNamedSecrets(value as Settings) : value];
    }),
  );
}
