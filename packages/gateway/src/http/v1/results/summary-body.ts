import { Type } from 'typebox';
import { Time } from '../schemas.ts';

/** Shapes of the summary of results. */

const strict = { additionalProperties: false };
const nullable = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });
const count = Type.Union([Type.Integer(), Type.Null()], {
  description: 'Null where it is smaller than `smallestCell` and not 0.',
});
const tally = { started: count, asked: count, answered: count, complete: count };

const Value = Type.Object(
  {
    value: Type.String(),
    label: Type.String(),
    count,
    share: nullable(
      'Of those who answered the question. Of a question with several choices they add up to more than 1.',
    ),
  },
  { ...strict, title: 'ValueCount' },
);

const Nps = Type.Object(
  {
    promoters: Type.Integer({ description: '9 and 10.' }),
    passives: Type.Integer({ description: '7 and 8.' }),
    detractors: Type.Integer({ description: '0 to 6.' }),
    n: Type.Integer({ description: 'Answers.' }),
    score: nullable('Promoters minus detractors in percent, -100 to 100. Null where nobody answered.'),
    interval: Type.Union([Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 }), Type.Null()], {
      description:
        'Where the score lies for all people like these, 95 times of 100: wide where few answered.',
    }),
  },
  { ...strict, title: 'NetPromoterScore' },
);

const figure = Type.Union([Type.Number(), Type.String(), Type.Null()]);
const Figures = Type.Object(
  { min: figure, q1: figure, median: figure, q3: figure, max: figure, mean: figure },
  {
    ...strict,
    title: 'Figures',
    description: 'Of dates as `YYYY-MM-DD`. `min` and `max` are null with a `smallestCell`.',
  },
);

const QuestionSummary = Type.Object(
  {
    name: Type.String(),
    kind: Type.String(),
    text: Type.String(),
    put: count,
    answered: count,
    left: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Responses that ended unfinished with this question open: where people leave.',
    }),
    waiting: Type.Union([Type.Integer(), Type.Null()], { description: 'Open responses that stand here.' }),
    medianSeconds: nullable('From the question to its answer.'),
    values: Type.Optional(Type.Array(Value)),
    nps: Type.Optional(Type.Union([Nps, Type.Null()])),
    figures: Type.Optional(Type.Union([Figures, Type.Null()])),
    texts: Type.Optional(
      Type.Array(Type.Object({ at: Time, text: Type.String() }, strict), {
        description:
          'The newest twenty, where `texts` asks for them. Never with a `smallestCell`, nor of a sensitive flow.',
      }),
    ),
  },
  { ...strict, title: 'QuestionSummary' },
);

export const ResultSummary = Type.Object(
  {
    flow: Type.String(),
    version: Type.Integer({ description: 'The newest; questions of older ones come after its own.' }),
    zone: Type.String({ description: 'Of the periods.' }),
    responses: Type.Object({ ...tally, partial: count, open: count }, strict),
    outcomes: Type.Record(Type.String(), count, { description: 'How the responses ended that did.' }),
    questions: Type.Array(QuestionSummary),
    channels: Type.Array(Type.Object({ channel: Type.String(), ...tally }, strict)),
    languages: Type.Array(Type.Object({ language: Type.String(), ...tally }, strict)),
    periods: Type.Array(
      Type.Object({ from: Type.String({ description: 'First day of the period.' }), ...tally }, strict),
      { description: 'By when they began.' },
    ),
  },
  { ...strict, title: 'ResultSummary' },
);

export const summaryExample = {
  flow: 'clinic-visit',
  version: 3,
  zone: 'Africa/Nairobi',
  responses: { started: 120, asked: 118, answered: 100, complete: 88, partial: 32, open: 4 },
  outcomes: { completed: 86, declined: 2, expired: 28 },
  questions: [
    {
      name: 'again',
      kind: 'nps',
      text: 'How likely are you to come again, from 0 to 10?',
      put: 118,
      answered: 100,
      left: 14,
      waiting: 4,
      medianSeconds: 41.5,
      values: [{ value: '9', label: '', count: 31, share: 0.31 }],
      nps: { promoters: 52, passives: 30, detractors: 18, n: 100, score: 34, interval: [18, 48] },
    },
  ],
  channels: [{ channel: 'sms', started: 120, asked: 118, answered: 100, complete: 88 }],
  languages: [{ language: 'sw', started: 120, asked: 118, answered: 100, complete: 88 }],
  periods: [{ from: '2026-11-16', started: 120, asked: 118, answered: 100, complete: 88 }],
};
