import { type Static, Type } from 'typebox';
import { runOutcomes } from '#store/flow-runs.ts';

/** What routes of results have in common: which flow, and which of its responses. */

export const FlowName = Type.Object({
  name: Type.String({
    maxLength: 100,
    description: 'The id in the flow’s document.',
    examples: ['clinic-visit'],
  }),
});

/** What 404 means of a flow. */
export const noSuchFlow = { 404: 'There is no published flow with this name in your account.' };

export const filterQuery = {
  survey: Type.Optional(
    Type.String({ maxLength: 200, description: 'Only those of this survey, by its name.' }),
  ),
  channel: Type.Optional(Type.Enum(['ussd', 'sms'], { description: 'The one it ended on.' })),
  language: Type.Optional(
    Type.String({ maxLength: 35, description: 'The one it was given in, such as `sw`.' }),
  ),
  status: Type.Optional(
    Type.Enum(['partial', 'complete'], {
      description:
        '`complete`: it ended as the flow meant it to. `partial`: it is open, or was broken off; what was answered until then counts.',
    }),
  ),
  outcome: Type.Optional(Type.Enum([...runOutcomes], { description: 'How it ended.' })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Begun at or after.' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Begun before.' })),
  msisdn: Type.Optional(
    Type.String({
      maxLength: 64,
      description:
        'Only those of this number, in any spelling, as when a person asks for their own. Only for who may see numbers; of a sensitive flow for administrators.',
    }),
  ),
};

export const numbersQuery = Type.Optional(
  Type.Boolean({
    description:
      'Numbers instead of pseudonyms. Needs the scope `admin`, or in `survey` one that shows numbers. Never for a sensitive flow.',
  }),
);

export const languageQuery = Type.Optional(
  Type.String({
    maxLength: 35,
    description: 'Language of texts and labels, where the flow has it; else its first.',
  }),
);

const filter = Type.Object(filterQuery);
export type FilterQuery = Static<typeof filter>;
