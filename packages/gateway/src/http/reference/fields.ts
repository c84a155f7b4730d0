import type { JsonSchema } from '../openapi/hoist-titled.ts';
import { type Html, html, prose } from './html.ts';

type Field = { name: string; schema: JsonSchema; required: boolean };
type Components = Readonly<Record<string, JsonSchema>>;

/**
 * The fields of a body as a table; for alternatives one table each, under what their descriptions say.
 * @param asked whether the reader writes the body, and so wants to know what must be there
 */
export function fieldsOf(schema: JsonSchema, components: Components, asked: boolean): Html {
  const forms = formsOf(schema, components, '');
  return html`${forms.map(
    ({ label, object }) =>
      html`${label && html`<h5>${prose(label)}</h5>`}${table(object, components, asked)}`,
  )}`;
}

type Form = { label: string; object: JsonSchema };

function formsOf(schema: JsonSchema, components: Components, before: string): Form[] {
  const known = resolve(schema, components);
  if (Array.isArray(known.anyOf)) {
    return known.anyOf.flatMap((inner) => formsOf(inner as JsonSchema, components, before));
  }
  if (known.type === 'array') return formsOf(known.items as JsonSchema, components, 'A list. ');
  return [{ label: `${before}${known.description ?? ''}`, object: known }];
}

function table(object: JsonSchema, components: Components, asked: boolean): Html {
  const properties = (object.properties ?? {}) as Record<string, JsonSchema>;
  const required = new Set(asked ? ((object.required ?? []) as string[]) : []);
  const rows = Object.entries(properties).map(([name, schema]) =>
    row({ name, schema, required: required.has(name) }, components),
  );
  return fieldTable(rows);
}

/** A table of rows made by `row`. */
export function fieldTable(rows: readonly Html[]): Html {
  return html`<table class="fields"><tbody>${rows}</tbody></table>`;
}

/** A field with its type, whether it must be there, and what it means. */
export function row({ name, schema, required }: Field, components: Components): Html {
  const description = (schema.description ?? resolve(schema, components).description ?? '') as string;
  return html`<tr>
    <td><code class="name">${name}</code>${required ? html`<span class="must">required</span>` : ''}</td>
    <td><span class="type">${typeOf(schema, components)}</span>${description && html`<p>${prose(description)}</p>`}${sampleOf(schema)}${partsOf(
      schema,
    ).map((part) => partTable(part, components))}</td>
  </tr>`;
}

/** Named objects that a field is, may be, or lists. */
function partsOf(schema: JsonSchema): JsonSchema[] {
  if (nameOf(schema)) return [schema];
  if (Array.isArray(schema.anyOf)) return schema.anyOf.flatMap((inner) => partsOf(inner as JsonSchema));
  return schema.type === 'array' ? partsOf(schema.items as JsonSchema) : [];
}

function partTable(part: JsonSchema, components: Components): Html {
  const object = resolve(part, components);
  if (object.properties === undefined) return html``;
  return html`<details><summary>${nameOf(part)}</summary>${table(object, components, false)}</details>`;
}

function sampleOf(schema: JsonSchema): Html | string {
  const [sample] = Array.isArray(schema.examples) ? schema.examples : [];
  return sample === undefined ? '' : html`<p class="sample">${String(sample)}</p>`;
}

function typeOf(schema: JsonSchema, components: Components): string {
  const name = nameOf(schema);
  if (name) return name;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.anyOf)) {
    return schema.anyOf.map((inner) => typeOf(inner as JsonSchema, components)).join(' or ');
  }
  if (schema.type === 'array') return `list of ${typeOf(schema.items as JsonSchema, components)}`;
  if (schema.type === 'object') return objectOf(schema);
  return `${schema.type}${schema.format ? `, ${schema.format}` : ''}${limits(schema)}`;
}

function objectOf({ properties }: JsonSchema): string {
  return properties === undefined ? 'object' : `object (${Object.keys(properties as object).join(', ')})`;
}

function limits(schema: JsonSchema): string {
  const { maxLength, minimum, maximum, default: usual } = schema;
  const parts = [
    maxLength === undefined ? '' : `at most ${maxLength}`,
    minimum === undefined ? '' : `${minimum} to ${maximum ?? '…'}`,
    usual === undefined ? '' : `else ${JSON.stringify(usual)}`,
  ].filter(Boolean);
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
}

function resolve(schema: JsonSchema, components: Components): JsonSchema {
  const name = nameOf(schema);
  return name ? (components[name] ?? schema) : schema;
}

function nameOf(schema: JsonSchema): string {
  return typeof schema.$ref === 'string' ? (schema.$ref.split('/').at(-1) ?? '') : '';
}
