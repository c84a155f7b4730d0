import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { perObject } from '#core/per-object.ts';

/** What an application of the kind `flow` is: `settings` of its row. */
export const flowAppSchema = Type.Object(
  {
    flow: Type.String({
      minLength: 1,
      maxLength: 63,
      description: 'Name of a published flow of the account. Whoever dials gets its newest version.',
    }),
    sender: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 15,
        description: 'Sender ID of SMS that the flow sends; one of the account.',
      }),
    ),
    unavailable: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 182,
        description: 'Shown instead of our apology when the flow cannot be run.',
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: 'A flow.' },
);

export type FlowAppSettings = Static<typeof flowAppSchema>;

/** The settings of a stored application, which were checked when they were stored, with their defaults. */
export const flowSettingsOf = perObject(
  (settings: Readonly<Record<string, unknown>>) =>
    Value.Default(flowAppSchema, structuredClone(settings)) as FlowAppSettings,
);

export const checkFlowApp = Compile(flowAppSchema);
