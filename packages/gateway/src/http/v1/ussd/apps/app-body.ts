import { type Static, Type } from 'typebox';
import { keptDays, ussdAppDefaults } from '#core/ussd-app-defaults.ts';
import type { UssdAppRow } from '#store/admin/ussd-apps.ts';
import { hideAppSecrets } from '#ussd/apps/check-app.ts';
import { flowAppSchema } from '#ussd/apps/flow-settings.ts';
import { httpAppSchema } from '#ussd/apps/http-settings.ts';
import { scriptAppSchema } from '#ussd/apps/script-settings.ts';
import { ownLanguages } from '#ussd/own-texts.ts';
import { Time } from '../../schemas.ts';

/** Shapes of the routes of applications. */

export const Kind = Type.Enum(['http', 'script', 'flow'], {
  description:
    '`http`: every hop is posted to an address of yours. `script`: a Telerivet-style Cloud Script, run here. `flow`: a published flow of yours.',
});

const days = (standard: number, description: string) =>
  Type.Integer({ ...keptDays, default: standard, description });

/** What can be said of an application beside its kind. */
export const appFields = {
  name: Type.String({ minLength: 1, maxLength: 100, description: 'Unique in the account.' }),
  enabled: Type.Boolean({
    default: ussdAppDefaults.enabled,
    description: 'Whether its codes lead to it; else they answer an apology.',
  }),
  language: Type.Enum([...ownLanguages], {
    default: ussdAppDefaults.language,
    description: 'Of our own texts in its sessions: apologies and the like.',
  }),
  sensitive: Type.Boolean({
    default: ussdAppDefaults.sensitive,
    description:
      'What subscribers type and read is kept nowhere: transcripts have null instead, and sessions go after a day.',
  }),
  maskPins: Type.Boolean({
    default: ussdAppDefaults.maskPins,
    description: 'Entries of four to six digits are written as dots in transcripts.',
  }),
  keepComplete: days(ussdAppDefaults.keepComplete, 'Days that sessions are kept which came to their end.'),
  keepPartial: days(ussdAppDefaults.keepPartial, 'Days that sessions are kept which broke off.'),
};

/** Settings as they are documented; what is checked is said in sentences, by the kind. */
export const Settings = Type.Union(
  [
    Type.Object(httpAppSchema.properties, { ...closed('HttpAppSettings') }),
    Type.Object(scriptAppSchema.properties, { ...closed('ScriptAppSettings') }),
    Type.Object(flowAppSchema.properties, { ...closed('FlowAppSettings') }),
  ],
  { description: 'By the kind.' },
);

export const LooseSettings = Type.Record(Type.String(), Type.Unknown());

const shown = {
  id: Type.Integer(),
  kind: Kind,
  ...appFields,
  codes: Type.Array(Type.String(), { description: 'Codes that lead to it.' }),
  createdAt: Time,
};

export const AppSummary = Type.Object(shown, { additionalProperties: false, title: 'UssdAppSummary' });

export const App = Type.Object(
  {
    ...shown,
    settings: Type.Record(Type.String(), Type.Unknown(), {
      description: 'As they were given. Values of `headers` and `vars` are `[hidden]`.',
    }),
  },
  { additionalProperties: false, title: 'UssdApp' },
);

export const AppParams = Type.Object({
  id: Type.String({ examples: ['1'], description: 'The number of the application.' }),
});

export const appExample = {
  id: 1,
  kind: 'http',
  name: 'Clinic finder',
  enabled: true,
  language: 'sw',
  sensitive: false,
  maskPins: true,
  keepComplete: 180,
  keepPartial: 30,
  codes: ['*384*12#'],
  createdAt: '2026-11-21T06:00:00.000Z',
  settings: { url: 'https://example.com/ussd', headers: { 'X-Secret': '[hidden]' } },
};

export function summaryOf(row: UssdAppRow): Static<typeof AppSummary> {
  const { id, kind, name, enabled, language, sensitive, maskPins, keepComplete, keepPartial, codes } = row;
  return {
    id,
    kind,
    name,
    enabled,
    language,
    sensitive,
    maskPins,
    keepComplete,
    keepPartial,
    codes,
    createdAt: row.createdAt.toISOString(),
  };
}

export function appBody(row: UssdAppRow): Static<typeof App> {
  return { ...summaryOf(row), settings: hideAppSecrets(row.settings) };
}

function closed(title: string) {
  return { additionalProperties: false, title };
}
