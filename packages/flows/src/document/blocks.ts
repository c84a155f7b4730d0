import { type Static, type TObject, type TProperties, Type } from 'typebox';
import { computedSchema, conditionSchema } from './condition.ts';
import { limits } from './flow.ts';

/** Names of answers and variables. */
const name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' });
/** A key into the flow's texts. */
const text = Type.String({ minLength: 1, maxLength: 120, description: 'Key into `texts`.' });
const exits = Type.Optional(
  Type.Record(Type.String({ minLength: 1, maxLength: 80 }), Type.String({ minLength: 1, maxLength: 80 }), {
    description: 'Where each exit leads: the id of a block.',
  }),
);
/** Text with `{{path}}` or `{{path | filter}}` in it. */
const template = Type.String({ maxLength: 4000 });

function block<const Kind extends string, Properties extends TProperties>(
  kind: Kind,
  properties: Properties,
) {
  return Type.Object(
    {
      kind: Type.Literal(kind),
      note: Type.Optional(
        Type.String({ maxLength: 500, description: 'For colleagues; nobody else sees it.' }),
      ),
      exits,
      ...properties,
    },
    { additionalProperties: false },
  );
}

/** What every question has. */
const asked = {
  text,
  answer: Type.Optional(name),
  optional: Type.Optional(Type.Boolean({ description: 'It may be passed over; exit `skip`.' })),
  dialable: Type.Optional(
    Type.Boolean({ description: 'It may be answered by what is dialled beyond the code, as in *384*1*2#.' }),
  ),
};

const choiceOptionSchema = Type.Object(
  {
    value: Type.String({ minLength: 1, maxLength: 80 }),
    label: text,
    keywords: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 20 }), {
        description: 'By language: words that mean this choice in an SMS.',
      }),
    ),
    when: Type.Optional(conditionSchema),
  },
  { additionalProperties: false },
);
const options = Type.Array(choiceOptionSchema, { minItems: 1, maxItems: 50 });

/** How urgently people who ask for people are to be contacted. */
export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

/**
 * Every kind of block. Exits that are not named lead on as follows: a choice's value to `next`; `skip` to `next`; `error` to
 * `next` (of a branch to `else`); `invalid` and `timeout` end the run with that outcome.
 */
export const blockSchemas = {
  /** Says something. Exit `next`. */
  message: block('message', { text }),
  /** One of several. Exits: a choice's value, `next`, `skip`, `invalid`, `timeout`. With `sets: language` its values are languages. */
  choice: block('choice', { ...asked, options, sets: Type.Optional(Type.Literal('language')) }),
  /** Any of several. Exits: `next`, `skip`, `invalid`, `timeout`. */
  choices: block('choices', {
    ...asked,
    options,
    min: Type.Optional(Type.Integer({ minimum: 0 })),
    max: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  number: block('number', {
    ...asked,
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    decimals: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 6, description: 'Standard 0: whole numbers.' }),
    ),
  }),
  text: block('text', {
    ...asked,
    minLength: Type.Optional(Type.Integer({ minimum: 1 })),
    maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
    pattern: Type.Optional(Type.Enum(['digits', 'letters', 'name', 'email', 'national-id'])),
  }),
  /** Reads 31/12/2026, 31.12.2026, 2026-12-31, 311226. Bounds: `YYYY-MM-DD`, `today`, `today+7`, `today-30` (days). */
  date: block('date', {
    ...asked,
    min: Type.Optional(Type.String({ pattern: '^(\\d{4}-\\d{2}-\\d{2}|today([+-]\\d{1,5})?)$' })),
    max: Type.Optional(Type.String({ pattern: '^(\\d{4}-\\d{2}-\\d{2}|today([+-]\\d{1,5})?)$' })),
  }),
  /** A phone number; the answer is E.164 digits. National numbers are read by `country` (ISO 3166). */
  phone: block('phone', { ...asked, country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })) }),
  /** 0 to 10. Exits: `promoter`, `passive`, `detractor`, `next`, `skip`, `invalid`, `timeout`. */
  nps: block('nps', asked),
  /** Yes or no, kept with the wording that was shown. Exits: `yes`, `no`, `next`, `invalid`, `timeout`. */
  consent: block('consent', {
    text,
    answer: Type.Optional(name),
    purpose: Type.String({
      minLength: 1,
      maxLength: 80,
      description: 'What for, such as `survey` or `sms-follow-up`.',
    }),
    version: Type.String({ minLength: 1, maxLength: 40, description: 'Of the wording.' }),
  }),
  /** The first case whose condition holds. Exits: those of its cases, `else`, `error`. */
  branch: block('branch', {
    cases: Type.Array(
      Type.Object(
        { when: conditionSchema, exit: Type.String({ minLength: 1, maxLength: 80 }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 50 },
    ),
  }),
  /** Sets `vars.<name>`, `answers.<name>`, `contact.<name>` or `language`. Exits `next`, `error`. */
  set: block('set', {
    values: Type.Record(
      Type.String({ pattern: '^((vars|answers|contact)\\.[a-z][a-z0-9_]{0,62}|language)$' }),
      computedSchema,
    ),
  }),
  /** Runs another flow and comes back. Exits `next`, `error`. */
  call: block('call', { flow: Type.String({ minLength: 1, maxLength: 63 }) }),
  /** Asks a web service. Answers are told by their values, not their labels. `save` takes values out of its JSON answer by paths such as `customer.name`. Exits `next`, `error`. */
  http: block('http', {
    method: Type.Optional(Type.Enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])),
    url: template,
    headers: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }), template)),
    body: Type.Optional(
      Type.Unknown({
        description:
          'JSON; its texts may hold `{{path}}`. A text that is nothing else keeps what the path leads to: a number stays one.',
      }),
    ),
    save: Type.Optional(Type.Record(name, Type.String({ minLength: 1, maxLength: 200 }))),
    timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.serviceSeconds })),
  }),
  /** Sends an SMS beside the conversation. Not done after a sensitive flow without consent for `sms-follow-up`. Exits `next`, `error`. */
  send_sms: block('send_sms', { text, to: Type.Optional(template) }),
  /** Hands the person to an agent, with the answers so far. Exits `next`, `error`. */
  task: block('task', {
    queue: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    priority: Type.Optional(Type.Enum([...priorities])),
    summary: Type.Optional(template),
    answers: Type.Optional(
      Type.Array(name, { description: 'Those the agent sees; all where it is missing.' }),
    ),
  }),
  /** Refers the person to another organisation, with these answers. Needs a given consent of `purpose` first. Exits `next`, `error`. */
  refer: block('refer', {
    organisation: Type.String({ minLength: 1, maxLength: 120 }),
    purpose: Type.String({ minLength: 1, maxLength: 80 }),
    answers: Type.Array(name, { minItems: 1 }),
  }),
  group: block('group', {
    join: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 80 }))),
    leave: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 80 }))),
  }),
  /**
   * Says something last, where it has a text. No exits. Of a flow that was called it leads back to the caller, unless its outcome is
   * `declined` or `ineligible`: then nothing more is asked.
   */
  end: block('end', {
    text: Type.Optional(text),
    outcome: Type.Optional(Type.Enum(['completed', 'declined', 'ineligible'])),
  }),
} as const satisfies Record<string, TObject>;

export type BlockKind = keyof typeof blockSchemas;
export type BlockOf<Kind extends BlockKind> = Static<(typeof blockSchemas)[Kind]>;
export type Block = { [Kind in BlockKind]: BlockOf<Kind> }[BlockKind];
export type ChoiceOption = Static<typeof choiceOptionSchema>;

/** Kinds that wait for what a person enters. */
export const questionKinds = [
  'choice',
  'choices',
  'number',
  'text',
  'date',
  'phone',
  'nps',
  'consent',
] as const;
export type QuestionKind = (typeof questionKinds)[number];
export type Question = BlockOf<QuestionKind>;
