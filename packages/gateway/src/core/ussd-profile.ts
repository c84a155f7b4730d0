import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { choice } from './choice.ts';
import { perObject } from './per-object.ts';

const seconds = (standard: number, maximum: number, description: string) =>
  Type.Number({ default: standard, minimum: 1, maximum, description });
const text = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 182, description }));

/** What an operator allows a session, the same for every dialect: `ussdProfile` in a connector's settings. */
export const ussdProfileSchema = Type.Object(
  {
    maxSeptets: Type.Integer({
      default: 182,
      minimum: 40,
      maximum: 182,
      description: 'Septets of a screen in the GSM alphabet; characters of its extension count two.',
    }),
    maxUcs2: Type.Integer({
      default: 80,
      minimum: 20,
      maximum: 80,
      description: 'UTF-16 units of a screen with any other character.',
    }),
    overflow: choice(
      ['cut', 'page', 'error'],
      'What becomes of a longer screen: cut at the end of a line, shown in pages, or refused with the apology.',
      'cut',
    ),
    substitute: Type.Boolean({
      default: true,
      description: 'Write typographic characters in the GSM alphabet, where a screen can hold twice as much.',
    }),
    idleSeconds: seconds(180, 3600, 'How long an answer of the subscriber is waited for.'),
    absoluteSeconds: seconds(600, 7200, 'How long a session may last in all.'),
    appSeconds: seconds(10, 15, 'How long an application may take for one screen.'),
    hopSeconds: seconds(12, 20, 'After this the operator is answered, if only with the apology.'),
    country: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{2}$',
        description: 'ISO 3166 country whose national numbers this operator writes without calling code.',
      }),
    ),
    network: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'Name of the network told to applications, instead of the one of the number plan.',
      }),
    ),
    language: Type.String({
      default: 'en',
      pattern: '^[a-z]{2}$',
      description: 'Language of our own texts where no application decides: en, fr, sw, ar.',
    }),
    invalidCode: text('Shown for a code that leads nowhere.'),
    expired: text('Shown for an answer to a session that is over.'),
  },
  { additionalProperties: false, default: {}, description: 'USSD sessions.' },
);

export type UssdProfile = Static<typeof ussdProfileSchema>;

/** The USSD profile in a connector's settings, which were checked when they were stored, with its defaults. */
export const ussdProfileOf = perObject(
  (settings: Readonly<Record<string, unknown>>) =>
    Value.Default(ussdProfileSchema, structuredClone(settings.ussdProfile ?? {})) as UssdProfile,
);
