import type { TSchema } from 'typebox';
import { hoistTitled, type JsonSchema } from './hoist-titled.ts';

/** One operation of the document, as far as we use what OpenAPI allows. */
export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters?: Parameter[];
  requestBody?: { required: true; content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
  'x-scope'?: string;
};

export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
};

export type Media = { schema: JsonSchema; example?: unknown };

/** A schema with its example, its titled parts moved to the components. */
export function media(schema: TSchema, example: unknown, schemas: Record<string, JsonSchema>): Media {
  const described = { schema: hoistTitled(schema, schemas) };
  return example === undefined ? described : { ...described, example };
}
