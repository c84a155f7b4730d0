import { Script } from 'node:vm';
import { Value } from 'typebox/value';
import { ownHeaders } from '#callbacks/own-headers.ts';
import { describeUnstorable } from '#core/describe-unstorable.ts';
import type { UssdApp } from '#core/directory.ts';
import { HIDDEN } from '#core/secret-settings.ts';
import { describeSettingsFaults } from '#core/settings-errors.ts';
import { limits } from '#scripts/limits.ts';
import { checkFlowApp, flowAppSchema } from './flow-settings.ts';
import { checkHttpApp, httpAppSchema } from './http-settings.ts';
import { checkScriptApp, scriptAppSchema } from './script-settings.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Characters of the name of a script's variable. */
const VARIABLE_NAME = 100;
const HEADER_NAME = /^[A-Za-z0-9-]{1,60}$/;

/** Whether an application may be called so. */
export function isAppName(name: string): boolean {
  return /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(name) && name.trim() === name;
}

/** What is wrong with the settings of an application to be stored, in sentences; empty when nothing is. */
export function checkUssdApp(kind: UssdApp['kind'], settings: Settings): readonly string[] {
  const unstorable = describeUnstorable(settings);
  if (unstorable.length > 0) return unstorable;
  switch (kind) {
    case 'http':
      return checkHttp(settings);
    case 'script':
      return checkScript(settings);
    case 'flow':
      return checkFlow(settings);
  }
}

/** What of settings is for the application's eyes alone: the values in these. */
const secretive: ReadonlySet<string> = new Set(['headers', 'vars']);

/** The settings without what nobody may read back: values of headers, and of a script's variables. */
export function hideAppSecrets(settings: Settings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, secretive.has(name) ? hideValues(value) : value]),
  );
}

function hideValues(value: unknown): Record<string, unknown> {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return Object.fromEntries(names.map((name) => [name, HIDDEN]));
}

function checkHttp(given: Settings): readonly string[] {
  const settings = Value.Default(httpAppSchema, structuredClone(given)) as Settings;
  const faults = describeSettingsFaults(httpAppSchema, settings, checkHttpApp.Errors(settings));
  return faults.length > 0 ? faults : [...addressFaults(String(settings.url)), ...headerFaults(settings)];
}

/** Which private addresses may be called is the deployment's to say, and may change: that is judged at each call. */
function* addressFaults(text: string): Generator<string> {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    yield 'url must be an address such as https://example.com/ussd.';
  } else if (url.username !== '' || url.password !== '') {
    yield 'url must not hold a user name or password. Send a secret in headers.';
  }
}

/** Those the documented request has. */
const documented = new Set(['content-type', 'accept']);

function* headerFaults({ headers }: Settings): Generator<string> {
  for (const name of Object.keys(headers as object)) {
    if (!HEADER_NAME.test(name)) {
      yield `headers holds "${name.slice(0, 60)}", which cannot be the name of a header: write letters, digits and hyphens.`;
    } else if (documented.has(name.toLowerCase()) || ownHeaders.has(name.toLowerCase())) {
      yield `headers.${name} cannot be set: the gateway writes it itself.`;
    }
  }
}

function checkFlow(given: Settings): readonly string[] {
  const settings = Value.Default(flowAppSchema, structuredClone(given)) as Settings;
  return describeSettingsFaults(flowAppSchema, settings, checkFlowApp.Errors(settings));
}

function checkScript(given: Settings): readonly string[] {
  const settings = Value.Default(scriptAppSchema, structuredClone(given)) as Settings;
  const faults = describeSettingsFaults(scriptAppSchema, settings, checkScriptApp.Errors(settings));
  if (faults.length > 0) return faults;
  const longest = Math.max(0, ...Object.keys(settings.vars as object).map((name) => name.length));
  if (longest > VARIABLE_NAME) {
    return [`vars holds a name of ${longest} characters; one may have ${VARIABLE_NAME}.`];
  }
  const code = settings.code as string;
  const bytes = Buffer.byteLength(code);
  if (bytes > limits.codeBytes) {
    return [`code has ${bytes} bytes; a script may have ${limits.codeBytes / 1024} KiB.`];
  }
  return syntaxFaults(code);
}

/** Reads the script without running a word of it. */
function syntaxFaults(code: string): readonly string[] {
  try {
    new Script(code, { filename: 'script' });
    return [];
  } catch (error) {
    const line = /^script:(\d+)/.exec((error as Error).stack ?? '')?.[1];
    return [`code cannot be read${line === undefined ? '' : `, line ${line}`}: ${(error as Error).message}.`];
  }
}
