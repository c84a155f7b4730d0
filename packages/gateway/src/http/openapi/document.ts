import type { TSchema } from 'typebox';
import { describeAnswers } from './answers.ts';
import type { DocumentedRoute } from './collect-routes.ts';
import { hoistTitled, type JsonSchema } from './hoist-titled.ts';
import { media, type Operation, type Parameter } from './operation.ts';
import { webhooks } from './webhooks.ts';

export type OpenApiDocument = {
  openapi: '3.1.0';
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string }[];
  security: Record<string, never[]>[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  components: { securitySchemes: Record<string, unknown>; schemas: Record<string, JsonSchema> };
};

const tags = [
  {
    name: 'Compatible API',
    description:
      'The messaging API that existing clients speak. Everything about a message answers HTTP 200 with `status` and `statusCode`.',
  },
  { name: 'Messages', description: 'Send, read and search; read what was received.' },
  { name: 'Account', description: 'Balance and prices.' },
  { name: 'Callbacks', description: 'What we owe your application.' },
  {
    name: 'USSD',
    description: 'Your applications, the codes that lead to them, sessions, and a phone without a phone.',
  },
  {
    name: 'Flows',
    description:
      'Menus and surveys as documents. They are checked when they are published, and every version is kept.',
  },
  { name: 'Surveys', description: 'Flows that are put to people by SMS, one by one.' },
  {
    name: 'Results',
    description:
      'What people answered: response by response, summed up, as files, and who asks to be called back.',
  },
  { name: 'Contacts', description: 'Who may be written to, and what they agreed to.' },
  { name: 'Connectors', description: 'The links to operators, for those who run the deployment.' },
];

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key with the same body within 24 hours gives the same answer and sends nothing twice.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** Describes the documented routes as OpenAPI 3.1. The schemas are the ones that requests are checked against. */
export function buildOpenApi(routes: readonly DocumentedRoute[], version: string): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = {};
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    const path = route.url.replace(/:([a-zA-Z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ujumbe HTTP API',
      version,
      description: 'Send SMS, follow every message, and be called back with receipts and received messages.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags,
    paths,
    webhooks: webhooks(schemas),
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } }, schemas },
  };
}

function operationOf(
  { url, access, api, schema }: DocumentedRoute,
  schemas: Record<string, JsonSchema>,
): Operation {
  const parameters = [
    ...parametersOf(schema.params, 'path', schemas),
    ...parametersOf(schema.querystring, 'query', schemas),
    ...(api.idempotent ? [idempotencyKey] : []),
  ];
  const body = api.body ?? schema.body;
  return {
    operationId: api.operationId,
    tags: [api.tag],
    summary: api.summary,
    description: api.description,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true as const,
            content: { 'application/json': media(body, api.example?.body, schemas) },
          },
        }),
    responses: describeAnswers(url, api, api.answers ?? schema.response ?? {}, schemas),
    ...(access.scope === null ? {} : { 'x-scope': access.scope }),
  };
}

function parametersOf(
  schema: TSchema | undefined,
  place: 'path' | 'query',
  schemas: Record<string, JsonSchema>,
): Parameter[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = hoistTitled(property, schemas);
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    };
  });
}
