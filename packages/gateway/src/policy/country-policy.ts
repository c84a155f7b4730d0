import { type Static, Type } from 'typebox';

const time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'Local time.' });

const hours = Type.Object(
  {
    from: time,
    until: Type.Union([time, Type.Literal('24:00')], { description: 'Later than `from`; no longer in it.' }),
    days: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
        minItems: 1,
        description: 'Monday is 1. Every day where it is missing.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** A period of time in hours; null where no rule is known. */
const period = Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]);

/** The rules of one country, as they are written in a pack. A rule nobody has established is null, and `sources` says so. */
export const packSchema = Type.Object(
  {
    country: Type.Union([Type.String({ pattern: '^[A-Z]{2}$' }), Type.Null()], {
      description: 'ISO 3166 alpha-2; null for every country without a pack of its own.',
    }),
    name: Type.String({ minLength: 1 }),
    timeZones: Type.Union([Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), Type.Null()], {
      description: 'IANA names; null for those that are known of the country.',
    }),
    promotional: Type.Object(
      {
        hours: Type.Union([hours, Type.Null()]),
        optOutSuffix: Type.Union([Type.String({ minLength: 1, maxLength: 40 }), Type.Null()], {
          description: 'Must end every promotional text.',
        }),
        ownSender: Type.Boolean({
          description: 'Promotional and transactional messages need different sender IDs.',
        }),
      },
      { additionalProperties: false },
    ),
    survey: Type.Object(
      {
        startWithinHours: { ...period, description: 'After the contact it asks about.' },
        silenceHours: { ...period, description: 'After the last word of the person nothing more is asked.' },
        overallHours: { ...period, description: 'After its start nothing more is asked.' },
        maxReminders: Type.Integer({ minimum: 0, maximum: 2 }),
        reminderHours: Type.Union([hours, Type.Null()], { description: 'Of reminders from any sender.' }),
        consentFirst: Type.Boolean({
          description: 'The first question asks whether they want to take part.',
        }),
        introduction: Type.Boolean({
          description: 'The first message should say who asks: advice, which nothing checks.',
        }),
        timesBinding: Type.Boolean({
          description: 'Its times are demanded by others; else they are our own choice.',
        }),
      },
      { additionalProperties: false },
    ),
    sources: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'Where each rule comes from, in plain words.',
    }),
  },
  { additionalProperties: false },
);

export type LocalHours = Static<typeof hours>;
export type PolicyPack = Static<typeof packSchema>;

/** The rules that hold for a person, by the country of the number. */
export type CountryPolicy = Omit<PolicyPack, 'country' | 'timeZones'> & {
  /** ISO 3166 alpha-2; '' where the number tells none. */
  readonly country: string;
  /** False where the standard rules stand in. */
  readonly ownPack: boolean;
  /** The zone in which times are shown: the first of them. */
  readonly timeZone: string;
  /** Hours must hold in all of these. */
  readonly timeZones: readonly string[];
};
