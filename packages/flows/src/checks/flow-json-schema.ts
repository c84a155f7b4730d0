import { blockSchemas } from '../document/blocks.ts';
import { conditionSchema } from '../document/condition.ts';
import { flowSchema } from './flow-schema.ts';

type Json = { readonly [key: string]: unknown };

/**
 * The document as JSON Schema 2020-12, for editors and other programs: what `readFlow` accepts, apart from names that stand twice.
 * Kinds of blocks and the condition, which holds conditions, are in `$defs`.
 */
export function flowJsonSchema(): Json {
  const { properties, ...rest } = plain(flowSchema) as { properties: Json };
  const [pattern] = Object.keys(flowSchema.properties.blocks.patternProperties);
  const blocks = properties.blocks as Json;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://ujumbe.dev/schemas/flow-1.json',
    title: 'Ujumbe flow',
    description: 'A menu or a survey that runs on USSD and on SMS.',
    ...rest,
    properties: {
      ...properties,
      blocks: { ...blocks, patternProperties: { [pattern ?? '']: { $ref: '#/$defs/block' } } },
    },
    $defs: {
      block: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { enum: Object.keys(blockSchemas) } },
        allOf: Object.keys(blockSchemas).map((kind) => ({
          if: { properties: { kind: { const: kind } }, required: ['kind'] },
          // biome-ignore lint/suspicious/noThenProperty: it is a word of JSON Schema.
          then: { $ref: `#/$defs/${kind}` },
        })),
      },
      ...Object.fromEntries(Object.entries(blockSchemas).map(([kind, schema]) => [kind, plain(schema)])),
      condition: plain(conditionSchema.$defs.Condition),
    },
  };
}

/** A schema of the document as plain JSON, its conditions as references, and names that do not fit refused. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('$ref' in schema) return { $ref: '#/$defs/condition' };
  const { $id, ...members } = schema as Json;
  const copy = Object.fromEntries(Object.entries(members).map(([key, member]) => [key, plain(member)]));
  return 'patternProperties' in copy && !('additionalProperties' in copy)
    ? { ...copy, additionalProperties: false }
    : copy;
}
