import type { OpenApiDocument } from './document.ts';
import type { Operation } from './operation.ts';

export type PostmanCollection = {
  info: { name: string; description: string; schema: string };
  auth: { type: 'bearer'; bearer: { key: 'token'; value: string; type: 'string' }[] };
  variable: { key: string; value: string }[];
  item: { name: string; description: string; item: PostmanItem[] }[];
};

type PostmanItem = {
  name: string;
  request: {
    method: string;
    description: string;
    header: { key: string; value: string; disabled?: boolean; description?: string }[];
    url: {
      raw: string;
      host: string[];
      path: string[];
      query?: PostmanQuery[];
      variable?: { key: string; value: string }[];
    };
    body?: { mode: 'raw'; raw: string; options: { raw: { language: 'json' } } };
  };
};

type PostmanQuery = { key: string; value: string; disabled: true; description: string };

/** The same API as a Postman collection (v2.1), a folder for each tag. Address and key are variables. */
export function postmanCollection(document: OpenApiDocument): PostmanCollection {
  return {
    info: {
      name: document.info.title,
      description: `${document.info.description}\n\nSet the variables \`baseUrl\` and \`apiKey\` first.`,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{apiKey}}', type: 'string' }] },
    variable: [
      { key: 'baseUrl', value: 'http://127.0.0.1:8080' },
      { key: 'apiKey', value: '' },
    ],
    item: document.tags.map(({ name, description }) => ({
      name,
      description,
      item: Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([, operation]) => operation.tags.includes(name))
          .map(([method, operation]) => itemOf(method, path, operation)),
      ),
    })),
  };
}

function itemOf(method: string, path: string, operation: Operation): PostmanItem {
  const example = operation.requestBody?.content['application/json']?.example;
  const parameters = operation.parameters ?? [];
  const query = parameters
    .filter(({ in: place }) => place === 'query')
    .map(({ name, description = '' }) => ({ key: name, value: '', disabled: true as const, description }));
  const variable = parameters
    .filter(({ in: place }) => place === 'path')
    .map(({ name }) => ({ key: name, value: '' }));
  const segments = path.slice(1).replace(/\{(\w+)\}/g, ':$1');
  return {
    name: operation.summary,
    request: {
      method: method.toUpperCase(),
      description: operation.description,
      header: [
        ...(example === undefined ? [] : [{ key: 'Content-Type', value: 'application/json' }]),
        ...parameters
          .filter(({ in: place }) => place === 'header')
          .map(({ name, description = '' }) => ({ key: name, value: '', disabled: true, description })),
      ],
      url: {
        raw: `{{baseUrl}}/${segments}`,
        host: ['{{baseUrl}}'],
        path: segments.split('/'),
        ...(query.length > 0 ? { query } : {}),
        ...(variable.length > 0 ? { variable } : {}),
      },
      ...(example === undefined
        ? {}
        : {
            body: {
              mode: 'raw' as const,
              raw: JSON.stringify(example, null, 2),
              options: { raw: { language: 'json' as const } },
            },
          }),
    },
  };
}
