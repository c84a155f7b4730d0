import { readFileSync } from 'node:fs';
import type { Arguments } from './arguments.ts';
import type { Option } from './command.ts';
import { unreadable } from './file-faults.ts';
import { UsageError } from './usage-error.ts';

export type Settings = Record<string, unknown>;

/** What has to be known of settings to change them from a command line. */
export type SettingsRules = {
  /** Sentences about what is wrong with them. */
  readonly check: (settings: Readonly<Settings>) => readonly string[];
  /** Whether a path such as `tlsOptions.key` leads to a secret. */
  readonly isSecret: (path: string) => boolean;
  /** How a secret is given instead. */
  readonly secretsBy: string;
};

/** Options that change single settings. */
export const changeOptions = {
  set: { value: 'NAME=VALUE', many: true, says: 'One setting.' },
  'set-file': { value: 'NAME=FILE', many: true, says: 'One setting whose value is a file.' },
  unset: { value: 'NAME', many: true, says: 'Bring one setting back to its default.' },
} satisfies Readonly<Record<string, Option>>;

/**
 * Settings as `--set`, `--set-file` and `--unset` make them of former ones.
 * @throws UsageError when a file cannot be read, or a secret stands on the command line
 */
export function changeSettings(args: Arguments, rules: SettingsRules, former: Readonly<Settings>): Settings {
  const settings = structuredClone(former);
  for (const pair of args.many('set')) {
    const [path, text] = split('set', pair);
    if (rules.isSecret(path)) {
      throw new UsageError(
        `${path} is a secret, and command lines can be read by others. Use ${rules.secretsBy}.`,
      );
    }
    assign(settings, path, valueFor(rules, settings, path, text));
  }
  for (const pair of args.many('set-file')) {
    const [path, name] = split('set-file', pair);
    const text = readText(name);
    assign(settings, path, rules.isSecret(path) ? text.replace(/\r?\n$/, '') : text);
  }
  for (const path of args.many('unset')) assign(settings, path, undefined);
  return settings;
}

/** @throws UsageError when it cannot be read or is no JSON object; `what` says what it should be */
export function readSettingsFile(file: string, what: string): Settings {
  const value = parseJson(readText(file));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Settings;
  throw new UsageError(`${file} must hold one JSON object: ${what}.`);
}

/** @throws UsageError when it cannot be read, or is no text in UTF-8 */
export function readText(file: string): string {
  return textOf(file, readBytes(file));
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * What a file says, without a byte order mark. No text holds a NUL, but as UTF-16 every Latin letter does.
 * @throws UsageError when it is no text in UTF-8
 */
export function textOf(file: string, bytes: Buffer): string {
  if (bytes.includes(0))
    throw new UsageError(`${file} is no text in UTF-8, perhaps UTF-16. Save it as UTF-8.`);
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

/** `2775` is a number and `true` a yes, unless a text is wanted there: a system id may be all digits. */
function valueFor({ check }: SettingsRules, settings: Settings, path: string, text: string): unknown {
  const value = parseJson(text);
  if (value === undefined || typeof value === 'string') return text;
  const trial = structuredClone(settings);
  assign(trial, path, value);
  return check(trial).some((fault) => fault.startsWith(`${path} must be a value of type string`))
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
  const match = /^(?!__proto__|[^=]*\.__proto__)([A-Za-z0-9._-]+)=(.*)$/s.exec(pair);
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
