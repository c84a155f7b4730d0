import { Type } from 'typebox';
import { runOutcomes } from '#store/flow-runs.ts';
import { OptionalTime, Time } from '../schemas.ts';

/** Shapes of the routes of responses. */

const text = (description: string) => Type.String({ description });
const optionalText = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
const value = Type.Unknown({
  description:
    'A text, a number, or the list of what was chosen. Dates are `YYYY-MM-DD`, a consent is `yes` or `no`, a number somebody gave is a pseudonym unless numbers are shown.',
});

export const Response = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    contact: text('A pseudonym, the same in all results of your account; the number where it was asked for.'),
    flow: Type.String(),
    version: Type.Integer({ description: 'Of the flow.' }),
    survey: optionalText('Null where no survey began it, and where that has been removed.'),
    channel: Type.Enum(['ussd', 'sms']),
    language: Type.String(),
    status: Type.Enum(['partial', 'complete']),
    outcome: Type.Union([Type.Enum([...runOutcomes]), Type.Null()], {
      description: 'How it ended; null while it is open.',
    }),
    reference: text('What agents and callers name it by.'),
    startedAt: Time,
    endedAt: OptionalTime,
    values: Type.Record(Type.String(), value, {
      description: 'What was answered, by the name of the answer.',
    }),
  },
  { additionalProperties: false, title: 'FlowResponse' },
);

export const Answer = Type.Object(
  {
    question: text('The name of the answer.'),
    kind: text('Kind of the block; `set` for what the flow worked out.'),
    value,
    label: text('What the value was called where it was given.'),
    entered: text('As it was typed.'),
    channel: Type.Enum(['ussd', 'sms']),
    language: Type.String(),
    askedAt: Time,
    answeredAt: Time,
  },
  { additionalProperties: false, title: 'FlowAnswer' },
);

export const ResponseWithAnswers = Type.Object(
  { ...Response.properties, answers: Type.Array(Answer) },
  { additionalProperties: false, title: 'FlowResponseWithAnswers' },
);

export const responseExample = {
  id: '019aa7b0-5322-7cf3-8c02-303165997da5',
  contact: 'c4xq2mzj7kd3wvpe',
  flow: 'clinic-visit',
  version: 3,
  survey: 'Clinic visits',
  channel: 'sms',
  language: 'sw',
  status: 'complete',
  outcome: 'completed',
  reference: 'KX4T7',
  startedAt: '2026-11-21T16:30:00.335Z',
  endedAt: '2026-11-21T16:34:12.101Z',
  values: { again: 9, reasons: ['kind', 'near'] },
};
