import { Type } from 'typebox';

export const tableId = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
export const rowId = Type.String({ pattern: '^[0-9]{1,18}$' });

const varName = Type.String({ pattern: '^[\\s\\S]{1,200}$' });
/** Without it, names that the pattern does not take may have any value. */
const closed = { additionalProperties: false };

export const vars = Type.Record(varName, Type.Unknown(), closed);
export const removed = Type.Array(Type.String({ maxLength: 200 }));
export const origin = {
  contactId: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
  fromNumber: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
};

const scalar = Type.Union([Type.String({ maxLength: 4096 }), Type.Number(), Type.Boolean()]);

/** What `queryRows` may ask of one variable. */
export const filter = Type.Record(
  varName,
  Type.Union([
    scalar,
    Type.Object(
      {
        eq: Type.Optional(scalar),
        ne: Type.Optional(scalar),
        prefix: Type.Optional(Type.String({ maxLength: 200 })),
        not_prefix: Type.Optional(Type.String({ maxLength: 200 })),
        exists: Type.Optional(Type.Union([Type.Boolean(), Type.Literal(0), Type.Literal(1)])),
        gt: Type.Optional(scalar),
        gte: Type.Optional(scalar),
        lt: Type.Optional(scalar),
        lte: Type.Optional(scalar),
        min: Type.Optional(scalar),
        max: Type.Optional(scalar),
      },
      closed,
    ),
  ]),
  closed,
);
