import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { choice } from '#core/choice.ts';
import { perObject } from '#core/per-object.ts';

/** How an application of the kind `http` is spoken to: `settings` of its row. */
export const httpAppSchema = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2000, description: 'Address that every hop is posted to.' }),
    dialect: choice(
      ['tiara', 'africastalking'],
      'Names of the fields: `msisdn`, `input` … or `phoneNumber`, `text` ….',
      'tiara',
    ),
    body: choice(['form', 'json'], 'How the fields are written.', 'form'),
    input: choice(
      ['accumulated', 'latest'],
      'Everything entered so far joined with `*`, or the latest entry alone.',
      'accumulated',
    ),
    timeoutSeconds: Type.Optional(
      Type.Number({
        minimum: 0.1,
        maximum: 15,
        description: "For one answer, where it shall be shorter than the operator's `appSeconds`.",
      }),
    ),
    concurrency: Type.Integer({
      default: 100,
      minimum: 1,
      maximum: 1000,
      description: 'Requests under way at once on one node; more are apologised for at once.',
    }),
    endNotification: Type.Boolean({
      default: false,
      description: 'Post once more when a session ends without the application having said END.',
    }),
    headers: Type.Record(
      Type.String({ pattern: '^[A-Za-z0-9-]{1,60}$' }),
      Type.String({ maxLength: 500, pattern: '^[\\x20-\\x7e]*$' }),
      {
        default: {},
        writeOnly: true,
        description: 'Headers of every request, such as a secret the application asks for.',
      },
    ),
    unavailable: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 182,
        description: 'Shown instead of our apology when the application fails.',
      }),
    ),
    goodbye: Type.Optional(
      Type.String({ minLength: 1, maxLength: 182, description: 'Shown for an END without a text.' }),
    ),
  },
  { additionalProperties: false, default: {}, description: 'An application over HTTP.' },
);

export type HttpAppSettings = Static<typeof httpAppSchema>;

/** The settings of a stored application, which were checked when they were stored, with their defaults. */
export const httpSettingsOf = perObject(
  (settings: Readonly<Record<string, unknown>>) =>
    Value.Default(httpAppSchema, structuredClone(settings)) as HttpAppSettings,
);

export const checkHttpApp = Compile(httpAppSchema);
