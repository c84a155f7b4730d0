import type { TSchema } from 'typebox';

/** Plain JSON Schema, as it stands in the document. */
export type JsonSchema = { [key: string]: unknown };

/**
 * Copies a schema as plain JSON; every part with a title becomes a component that is referred to.
 * @throws Error when two different schemas have one title
 */
export function hoistTitled(schema: TSchema, components: Record<string, JsonSchema>): JsonSchema {
  return walk(JSON.parse(JSON.stringify(schema)) as JsonSchema, components) as JsonSchema;
}

function walk(value: unknown, components: Record<string, JsonSchema>): unknown {
  if (Array.isArray(value)) return value.map((inner) => walk(inner, components));
  if (typeof value !== 'object' || value === null) return value;
  const copied = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'examples' ? inner : walk(inner, components)]),
  );
  const { title, ...rest } = copied;
  if (typeof title !== 'string') return copied;
  const known = components[title];
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(rest)) {
    throw new Error(`Two different schemas are called ${title}.`);
  }
  components[title] = rest;
  return { $ref: `#/components/schemas/${title}` };
}
