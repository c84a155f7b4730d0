import type { UssdApp } from '#core/directory.ts';
import { keptDays, ussdAppDefaults as standard } from '#core/ussd-app-defaults.ts';
import type { UssdAppChange } from '#store/admin/ussd-apps.ts';
import { checkUssdApp, isAppName } from '#ussd/apps/check-app.ts';
import { ownLanguages } from '#ussd/own-texts.ts';
import type { Arguments } from './arguments.ts';
import { changeOptions, changeSettings, readText, type Settings } from './change-settings.ts';
import type { Option } from './command.ts';
import { UsageError } from './usage-error.ts';

type Kind = UssdApp['kind'];

/** Of a script's variables those that say so. */
const SECRET = /^headers(\.|$)|^vars$|^vars\..*(key|token|secret|password)/i;

/** Options that describe a USSD application. */
export const ussdAppOptions: Readonly<Record<string, Option>> = {
  url: { value: 'URL', says: 'Where every hop is posted to.' },
  dialect: {
    value: 'tiara|africastalking',
    says: 'Names of the fields it is posted (default tiara).',
  },
  script: { value: 'FILE', says: 'Run this Telerivet-style Cloud Script instead.' },
  flow: { value: 'FLOW', says: 'Run this published flow of the account instead.' },
  language: {
    value: ownLanguages.join('|'),
    says: `Of our own texts in its sessions (default ${standard.language}).`,
  },
  sensitive: { value: 'yes|no', says: 'Keep nothing of what is typed and shown (default no).' },
  'mask-pins': { value: 'yes|no', says: 'Write entries that look like a PIN as dots (default yes).' },
  'keep-complete': {
    value: 'DAYS',
    says: `How long finished sessions are kept (default ${standard.keepComplete}).`,
  },
  'keep-partial': {
    value: 'DAYS',
    says: `How long sessions are kept that broke off (default ${standard.keepPartial}).`,
  },
  ...changeOptions,
};

export const ussdAppNotes: readonly string[] = [
  'Settings over HTTP: body, input, timeoutSeconds, concurrency, endNotification, unavailable, goodbye, headers; of a script: vars, sender, unavailable, goodbye; of a flow: sender, unavailable.',
  'What a header says is a secret: --set-file headers.X-Secret=FILE. docs/operations/ussd-apps.md explains every setting.',
];

/** What makes an application one of its kind. */
const optionOf = { http: 'url', script: 'script', flow: 'flow' } as const satisfies Record<Kind, string>;

/** The kind of a new application. @throws UsageError when it is none or several */
export function readKind(args: Arguments): Kind {
  const kinds = (['http', 'script', 'flow'] as const).filter(
    (kind) => args.option(optionOf[kind]) !== undefined,
  );
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    throw new UsageError(
      'Give --url for an application over HTTP, --script for a Cloud Script, or --flow for a published flow.',
    );
  return kind;
}

/**
 * What the options make of an application.
 * @param former settings
 * @throws UsageError naming every fault of its settings
 */
export function readUssdAppChange(
  args: Arguments,
  kind: Kind,
  former: Readonly<Settings>,
): UssdAppChange & { settings: Settings } {
  const settings = changeSettings(
    args,
    {
      check: (given) => checkUssdApp(kind, given),
      isSecret: (path) => SECRET.test(path),
      secretsBy: '--set-file',
    },
    { ...former, ...settingsOfOptions(args, kind) },
  );
  const faults = checkUssdApp(kind, settings);
  if (faults.length > 0)
    throw new UsageError(
      ['The application cannot be used:', ...faults.map((fault) => `  ${fault}`)].join('\n'),
    );
  return {
    language: args.oneOf('language', ownLanguages),
    sensitive: readYes(args, 'sensitive'),
    maskPins: readYes(args, 'mask-pins'),
    keepComplete: args.integer('keep-complete', keptDays.minimum, keptDays.maximum),
    keepPartial: args.integer('keep-partial', keptDays.minimum, keptDays.maximum),
    settings,
  };
}

export function readYes(args: Arguments, option: string): boolean | undefined {
  const answer = args.oneOf(option, ['yes', 'no']);
  return answer === undefined ? undefined : answer === 'yes';
}

/** @throws UsageError */
export function readAppName(name: string): string {
  if (isAppName(name)) return name;
  throw new UsageError(
    `An application's name has 1 to 100 characters, without spaces at its ends; "${name}" has not.`,
  );
}

function settingsOfOptions(args: Arguments, kind: Kind): Settings {
  const url = args.option('url');
  const dialect = args.option('dialect');
  const script = args.option('script');
  const flow = args.option('flow');
  const strange = [
    kind === 'http' ? undefined : (url ?? dialect),
    kind === 'script' ? undefined : script,
    kind === 'flow' ? undefined : flow,
  ].some((given) => given !== undefined);
  if (strange) throw new UsageError(strangeOptions[kind]);
  return {
    ...(url === undefined ? {} : { url }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(script === undefined ? {} : { code: readText(script) }),
    ...(flow === undefined ? {} : { flow }),
  };
}

const strangeOptions: Readonly<Record<Kind, string>> = {
  http: '--script is for Cloud Scripts and --flow for flows; this application is spoken to over HTTP.',
  script: '--url and --dialect are for applications over HTTP, --flow is for flows; this one is a script.',
  flow: '--url and --dialect are for applications over HTTP, --script is for Cloud Scripts; this one is a flow.',
};
