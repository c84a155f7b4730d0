import { readFileSync } from 'node:fs';
import type { ConnectorRow } from '#core/directory.ts';
import { checkOperatorSettings } from '../check-operator-settings.ts';
import type { Arguments } from './arguments.ts';
import type { Option } from './command.ts';
import { UsageError } from './usage-error.ts';

type Settings = Record<string, unknown>;

/** Options that describe the profile of an operator. */
export const settingsOptions: Readonly<Record<string, Option>> = {
  settings: { value: 'FILE', says: 'Read the whole profile from this JSON file.' },
  set: {
    value: 'NAME=VALUE',
    many: true,
    says: 'One setting of the profile, such as host=10.1.2.3 or encoding.dc0=latin1.',
  },
  'set-file': {
    value: 'NAME=FILE',
    many: true,
    says: 'One setting whose value is a file, such as tlsOptions.ca=ca.pem.',
  },
  unset: { value: 'NAME', many: true, says: 'Bring one setting back to its default.' },
  'password-file': { value: 'FILE', says: 'Read the password from this file; "-" for standard input.' },
};

const SECRET = /password|key$/i;

/**
 * The profile that the options make of a former one. The password is not among them: it comes by itself.
 * @throws UsageError when a file cannot be read, or a secret stands on the command line
 */
export function readSettings(
  args: Arguments,
  kind: ConnectorRow['kind'],
  former: Readonly<Settings>,
): Settings {
  const file = args.option('settings');
  const settings = structuredClone(file === undefined ? { ...former } : { ...readSettingsFile(file) });
  if (settings.password === undefined && former.password !== undefined) settings.password = former.password;
  for (const pair of args.many('set')) {
    const [path, text] = split('set', pair);
    if (SECRET.test(path)) {
      throw new UsageError(
        `${path} is a secret, and command lines can be read by others. Use --password-file or --set-file.`,
      );
    }
    assign(settings, path, valueFor(kind, settings, path, text));
  }
  for (const pair of args.many('set-file')) {
    const [path, name] = split('set-file', pair);
    assign(settings, path, readText(name));
  }
  for (const path of args.many('unset')) assign(settings, path, undefined);
  return settings;
}

/** @throws UsageError with one line for each fault */
export function demandGoodSettings(kind: ConnectorRow['kind'], settings: Readonly<Settings>): void {
  const faults = checkOperatorSettings(kind, settings);
  if (faults.length > 0)
    throw new UsageError(['The profile cannot be used:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
}

/** The profile without what nobody may read back. */
export function hideSecrets(settings: Readonly<Settings>): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (SECRET.test(name)) return [name, '[hidden]'];
      const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [name, nested ? hideSecrets(value as Settings) : value];
    }),
  );
}

/** `2775` is a number and `true` a yes, unless the profile wants a text there: a system id may be all digits. */
function valueFor(kind: ConnectorRow['kind'], settings: Settings, path: string, text: string): unknown {
  const value = parseJson(text);
  if (value === undefined || typeof value === 'string') return text;
  const trial = structuredClone(settings);
  assign(trial, path, value);
  return checkOperatorSettings(kind, trial).some((fault) =>
    fault.startsWith(`${path} must be a value of type string`),
  )
    ? text
    : value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function split(option: string, pair: string): [string, string] {
  const match = /^([A-Za-z0-9.]+)=(.*)$/s.exec(pair);
  if (!match) throw new UsageError(`--${option} "${pair}" must be written NAME=VALUE.`);
  return [match[1] as string, match[2] as string];
}

/** Sets what a path such as `encoding.dc0` leads to; undefined takes it away. */
function assign(settings: Settings, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() as string;
  let object = settings;
  for (const name of names) {
    const inner = Object.hasOwn(object, name) ? object[name] : undefined;
    const next = typeof inner === 'object' && inner !== null ? inner : {};
    Object.defineProperty(object, name, {
      value: next,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    object = next as Settings;
  }
  if (value === undefined) delete object[last];
  else Object.defineProperty(object, last, { value, enumerable: true, configurable: true, writable: true });
}

function readSettingsFile(file: string): Settings {
  const value = parseJson(readText(file));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Settings;
  throw new UsageError(`${file} must hold one JSON object: the profile of an operator.`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}
