import type { OpenApiDocument } from '../openapi/document.ts';
import type { Media, Operation, Parameter } from '../openapi/operation.ts';
import { fieldsOf, fieldTable, row } from './fields.ts';
import { type Html, html, prose } from './html.ts';

export const BASE = '{base}';

/** One route: what it is for and takes on the left, how it looks on the wire on the right. */
export function operationSection(
  method: string,
  path: string,
  operation: Operation,
  document: OpenApiDocument,
): Html {
  const { schemas } = document.components;
  const body = jsonOf(operation.requestBody?.content);
  const [status, good] = goodAnswer(operation);
  return html`<section class="operation" id="${operation.operationId}">
    <div class="said">
      <h3>${operation.summary}</h3>
      <p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></p>
      <p>${prose(operation.description)}</p>
      ${operation['x-scope'] && html`<p class="scope">Scope <code>${operation['x-scope']}</code></p>`}
      ${operation.parameters && parameterTable(operation.parameters, document)}
      ${body && html`<h4>Body</h4>${fieldsOf(body.schema, schemas, method !== 'callback')}`}
      ${good && html`<h4>Answer ${status}</h4>${fieldsOf(good.schema, schemas, false)}`}
      ${answerList(operation)}
    </div>
    <div class="shown">
      ${method !== 'callback' && example('Request', curlOf(method, path, operation, body))}
      ${method === 'callback' && body?.example !== undefined && example('Body', jsonText(body.example))}
      ${good?.example !== undefined && example(`Answer ${status}`, jsonText(good.example))}
    </div>
  </section>`;
}

function goodAnswer(operation: Operation): [string, Media | undefined] {
  const [status, answer] = Object.entries(operation.responses)[0] ?? ['', undefined];
  return status.startsWith('2') ? [status, jsonOf(answer?.content)] : [status, undefined];
}

function answerList(operation: Operation): Html {
  const rest = Object.entries(operation.responses).filter(([status]) => !status.startsWith('20'));
  if (rest.length === 0) return html``;
  return html`<details><summary>Other answers</summary>
    <dl>${rest.map(([status, { description }]) => html`<dt><code>${status}</code></dt><dd>${prose(description)}</dd>`)}</dl>
  </details>`;
}

function parameterTable(parameters: readonly Parameter[], document: OpenApiDocument): Html {
  const titles = { path: 'In the path', query: 'In the query', header: 'In the headers' } as const;
  return html`${(['path', 'query', 'header'] as const).map((place) => {
    const here = parameters.filter((parameter) => parameter.in === place);
    if (here.length === 0) return html``;
    const rows = here.map(({ name, required, schema, description = '' }) =>
      row({ name, required, schema: { ...schema, description } }, document.components.schemas),
    );
    return html`<h4>${titles[place]}</h4>${fieldTable(rows)}`;
  })}`;
}

function example(title: string, text: string): Html {
  return html`<figure><figcaption>${title}</figcaption><pre tabindex="0"><code>${text}</code></pre></figure>`;
}

function curlOf(method: string, path: string, operation: Operation, body: Media | undefined): string {
  const lines = [`curl ${method === 'get' ? '' : `--request ${method.toUpperCase()} `}'${BASE}${path}' \\`];
  lines.push(`  --header 'Authorization: Bearer <key>'`);
  if (body?.example !== undefined) {
    lines[lines.length - 1] += ' \\';
    lines.push(`  --header 'Content-Type: application/json' \\`);
    lines.push(`  --data '${jsonText(body.example).replaceAll("'", "'\\''")}'`);
  }
  return withExamples(lines.join('\n'), operation).replaceAll('{id}', exampleId(operation));
}

/** The text with every part of the path that has an example as that example. */
function withExamples(text: string, { parameters = [] }: Operation): string {
  return parameters
    .filter(({ in: place, name }) => place === 'path' && name !== 'id')
    .reduce((filled, { name, schema }) => {
      const [example] = (schema.examples ?? []) as string[];
      return example === undefined ? filled : filled.replaceAll(`{${name}}`, example);
    }, text);
}

function exampleId(operation: Operation): string {
  const { schema } = operation.parameters?.find(({ name }) => name === 'id') ?? {};
  const [example] = (schema?.examples ?? []) as string[];
  if (example !== undefined) return example;
  return operation.tags.includes('Connectors') ? '1' : '019aa7b0-5322-7cf3-8c02-303165997da5';
}

function jsonOf(content: Record<string, Media> | undefined): Media | undefined {
  return content?.['application/json'];
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
