import { type Static, Type } from 'typebox';
import { choice } from '#core/choice.ts';

const source = (description: string) => Type.String({ minLength: 1, maxLength: 200, description });
const values = (description: string) =>
  Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 20, description }));

const condition = {
  field: source('Where the value stands, such as json:command.'),
  is: values('Values of it, in whatever case; "" is a field that is empty or missing.'),
  startsWith: values('How the value begins, in whatever case.'),
};
const when = (description: string) => Type.Object(condition, { additionalProperties: false, description });

const answerOf = (description: string) =>
  Type.Object(
    {
      status: Type.Integer({ default: 200, minimum: 200, maximum: 599, description: 'HTTP status.' }),
      headers: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.String({ maxLength: 500 }), {
        default: {},
        description: 'Headers, with placeholders.',
      }),
      body: Type.Optional(
        Type.Unsafe<unknown>({
          description:
            'The body with placeholders such as {{text}}: any JSON value as it shall be sent, an object of fields for form, a text for xml and plain. Without it the body is empty.',
        }),
      ),
    },
    { additionalProperties: false, description },
  );

/** Settings of the configurable adapter: a dialect as data. */
export const templateSettings = Type.Object(
  {
    method: choice(['GET', 'POST'], 'How the operator calls.', 'POST'),
    fields: Type.Object(
      {
        session: source("The operator's name of the session; the subscriber where it has none."),
        msisdn: source('The subscriber.'),
        text: Type.Optional(source('What was typed.')),
        dialled: Type.Optional(
          Type.Array(source('One part.'), {
            minItems: 1,
            maxItems: 5,
            description:
              'What was dialled, or the service code; parts are joined by *, those that are missing left out.',
          }),
        ),
        network: Type.Optional(source('Name or code of the network.')),
        step: Type.Optional(source('What the operator numbers its requests by; a repetition has the same.')),
      },
      {
        additionalProperties: false,
        description:
          'Where values stand in a request: query:…, form:…, json:…, xml:…, header:…, or value:… for a constant.',
      },
    ),
    kind: Type.Object(
      {
        ends: Type.Array(
          Type.Object(
            {
              ...condition,
              reason: choice(['user', 'timeout', 'network', 'error'], 'Why the session ended.'),
            },
            { additionalProperties: false },
          ),
          { default: [], maxItems: 10, description: 'Requests that tell of an end; looked at first.' },
        ),
        begin: Type.Optional(when('Requests that begin a session.')),
        continue: Type.Optional(when('Requests that answer a menu.')),
        otherwise: choice(
          ['begin', 'continue', 'either', 'accumulated', 'refuse'],
          'What all others are: either where the operator does not tell, accumulated where it sends all inputs joined by *.',
          'refuse',
        ),
        codeInText: Type.Boolean({
          default: false,
          description: 'With accumulated: the inputs begin with the service code itself.',
        }),
      },
      {
        additionalProperties: false,
        description: 'How a first request is told from a later one and from an end.',
      },
    ),
    answer: Type.Object(
      {
        as: choice(['json', 'xml', 'form', 'plain'], 'What bodies are; values are escaped for it.'),
        contentType: Type.Optional(
          Type.String({ maxLength: 100, description: 'Content-Type, where it is not the usual one.' }),
        ),
        con: answerOf('A screen that waits for an answer.'),
        end: answerOf('The last screen.'),
        ack: Type.Object(answerOf('').properties, {
          additionalProperties: false,
          default: {},
          description: 'The answer to a request that tells of an end; empty by default.',
        }),
      },
      { additionalProperties: false, description: 'How screens are answered.' },
    ),
  },
  { additionalProperties: false },
);

export type TemplateSettings = Static<typeof templateSettings>;
export type Condition = NonNullable<TemplateSettings['kind']['begin']>;
export type AnswerSettings = TemplateSettings['answer']['con'];
