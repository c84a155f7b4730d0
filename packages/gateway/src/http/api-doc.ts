import type { TSchema } from 'typebox';

/** What the reference says of a route beside its schemas. A route without one is not part of the public API. */
export type ApiDoc = {
  readonly tag: ApiTag;
  /** One line, as a verb: "Send a message". */
  readonly summary: string;
  /** Markdown, a few sentences. */
  readonly description: string;
  /** Name of the operation in generated clients. */
  readonly operationId: string;
  readonly example?: { readonly body?: unknown; readonly answer: unknown };
  /** Schemas of routes that read their bodies themselves; the others have them as what the framework checks. */
  readonly body?: TSchema;
  readonly answers?: Readonly<Record<number, TSchema>>;
  /** Media type of a good answer, where it is not JSON. */
  readonly answerType?: string;
  /** What an answer means here, by its status, where that is not what it means elsewhere. */
  readonly answersSay?: Readonly<Record<number, string>>;
  /** Whether the Idempotency-Key header is honoured. */
  readonly idempotent?: boolean;
};

export type ApiTag =
  | 'Compatible API'
  | 'Messages'
  | 'Account'
  | 'Callbacks'
  | 'USSD'
  | 'Flows'
  | 'Surveys'
  | 'Contacts'
  | 'Results'
  | 'Connectors';

declare module 'fastify' {
  interface FastifyContextConfig {
    api?: ApiDoc;
  }
}
