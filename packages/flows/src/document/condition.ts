import { type Static, Type } from 'typebox';

/** What answers, variables and facts are. Dates are `YYYY-MM-DD`; a list is an answer with several choices. */
const valueSchema = Type.Union([
  Type.String({ maxLength: 2000 }),
  Type.Number(),
  Type.Boolean(),
  Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 }),
]);
export type Value = string | number | boolean | readonly string[];

export const operators = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
  'has',
  'contains',
  'starts with',
  'known',
  'unknown',
] as const;

/**
 * A condition as data. `field` is a path: `answers.<name>`, `vars.<name>`, `contact.<name>`, `params.<name>`, `session.<name>`,
 * `channel` or `language`. `has` asks whether an answer with several choices holds one; `known` whether there is one at all.
 * `cel` is for what data cannot say: the Common Expression Language, without `matches`.
 */
export const conditionSchema = Type.Cyclic(
  {
    Condition: Type.Union([
      Type.Object(
        { all: Type.Array(Type.Ref('Condition'), { maxItems: 50 }) },
        { additionalProperties: false },
      ),
      Type.Object(
        { any: Type.Array(Type.Ref('Condition'), { maxItems: 50 }) },
        { additionalProperties: false },
      ),
      Type.Object({ not: Type.Ref('Condition') }, { additionalProperties: false }),
      Type.Object(
        {
          field: Type.String({ minLength: 1, maxLength: 200 }),
          op: Type.Enum([...operators]),
          value: Type.Optional(valueSchema),
        },
        { additionalProperties: false },
      ),
      Type.Object({ cel: Type.String({ minLength: 1, maxLength: 2000 }) }, { additionalProperties: false }),
    ]),
  },
  'Condition',
);

export type Operator = (typeof operators)[number];
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly field: string; readonly op: Operator; readonly value?: Value }
  | { readonly cel: string };

/** A value worked out when it is needed: as it stands, or by an expression. */
export const computedSchema = Type.Union([
  valueSchema,
  Type.Object({ cel: Type.String({ minLength: 1, maxLength: 2000 }) }, { additionalProperties: false }),
]);
export type Computed = Static<typeof computedSchema>;
