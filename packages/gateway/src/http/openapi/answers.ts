import type { TSchema } from 'typebox';
import type { ApiDoc } from '../api-doc.ts';
import { statusText } from '../http-error.ts';
import { MessagingError } from '../messaging/schemas.ts';
import { Problem } from '../v1/schemas.ts';
import type { JsonSchema } from './hoist-titled.ts';
import { media, type Operation } from './operation.ts';

/** What any route may answer before it does anything. */
const anywhere: Readonly<Record<number, string>> = {
  400: 'The request could not be read.',
  401: 'No key, or one that is not known, expired or disabled.',
  403: 'The key lacks the scope.',
  429: 'Too many requests; `Retry-After` says how long to wait.',
  503: 'Temporarily unable to take it; send it again in a moment.',
};

/** What an operation that honours the header says of 503 as well. */
const byKey = ' With the same `Idempotency-Key` nothing is sent twice.';

const anywhereCompatible: Readonly<Record<number, string>> = {
  400: 'The body is not JSON of the expected form.',
  403: 'No key, or one that is not known, expired, disabled or lacks the scope.',
  413: 'The body, or the batch, is too large.',
  415: 'The body is not JSON.',
  429: anywhere[429] as string,
  503: anywhere[503] as string,
};

/** The answers of a route: its own, and those that every route of its API may give. */
export function describeAnswers(
  url: string,
  api: ApiDoc,
  own: Readonly<Record<number, TSchema>>,
  schemas: Record<string, JsonSchema>,
): Operation['responses'] {
  const compatible = api.tag === 'Compatible API';
  const responses: Operation['responses'] = {};
  for (const [status, schema] of Object.entries(own)) {
    const good = Number(status) < 300;
    const json = compatible || good ? 'application/json' : 'application/problem+json';
    const type = good ? (api.answerType ?? json) : json;
    if ((schema as { type?: string }).type === 'null') {
      responses[status] = { description: 'Done.' };
      continue;
    }
    responses[status] = {
      description: api.answersSay?.[Number(status)] ?? ownDescription(Number(status)),
      content: { [type]: media(schema, good ? api.example?.answer : undefined, schemas) },
    };
  }
  for (const [status, description] of Object.entries(compatible ? anywhereCompatible : anywhere)) {
    responses[status] ??= {
      description: status === '503' && api.idempotent ? `${description}${byKey}` : description,
      content: compatible
        ? { 'application/json': media(inArray(url, MessagingError), undefined, schemas) }
        : { 'application/problem+json': media(Problem, undefined, schemas) },
    };
  }
  return responses;
}

function ownDescription(status: number): string {
  switch (status) {
    case 402:
      return 'Too little money.';
    case 404:
      return 'There is none with this id in your account.';
    case 409:
      return 'It is taken; `detail` says by what.';
    case 422:
      return 'A field is missing, unknown or wrong; `errors` names it. A refused message has a `code`.';
    default:
      return statusText(status);
  }
}

/** The batch path answers in an array, errors included. */
function inArray(url: string, schema: TSchema): TSchema {
  return url.endsWith('/sendbatch') ? ({ type: 'array', items: schema } as TSchema) : schema;
}
