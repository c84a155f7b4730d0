import { Type } from 'typebox';
import { blockSchemas } from '../document/blocks.ts';
import { limits, settingsSchema } from '../document/flow.ts';

const languageTag = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' });

const channelTextSchema = Type.Union([
  Type.String({ maxLength: 4000 }),
  Type.Object(
    {
      default: Type.String({ maxLength: 4000 }),
      sms: Type.Optional(Type.String({ maxLength: 4000 })),
      ussd: Type.Optional(Type.String({ maxLength: 4000 })),
    },
    { additionalProperties: false, description: 'The same words for every channel, or others for one.' },
  ),
]);

/** The whole document. Blocks are each of one of the kinds in `blockSchemas`. */
export const flowSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'For editors; nothing is read from there.' })),
    format: Type.Literal(1, { description: 'Of this format.' }),
    id: Type.String({
      pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
      maxLength: 63,
      description: 'Lower case words joined by hyphens.',
    }),
    name: Type.Optional(Type.String({ maxLength: 120, description: 'What people call it.' })),
    languages: Type.Array(languageTag, {
      minItems: 1,
      maxItems: 20,
      uniqueItems: true,
      description: 'BCP 47 tags; the first is the standard.',
    }),
    entry: Type.String({ description: 'The block it begins with.' }),
    settings: Type.Optional(settingsSchema),
    blocks: Type.Record(
      Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$' }),
      Type.Union(Object.values(blockSchemas)),
      { additionalProperties: false, minProperties: 1, maxProperties: limits.blocks },
    ),
    texts: Type.Record(
      Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$' }),
      Type.Record(languageTag, channelTextSchema, { additionalProperties: false }),
      { additionalProperties: false, description: 'By key, then by language.' },
    ),
  },
  { additionalProperties: false },
);
