import { type Static, Type } from 'typebox';
import { choice } from '#core/choice.ts';

const name = (description: string) => Type.String({ minLength: 1, maxLength: 100, description });
const secret = (description: string) =>
  Type.String({ minLength: 1, maxLength: 500, writeOnly: true, description });

/** What an operator's request must show beside the token in its path. All that is given must hold. */
export const authSettingsSchema = Type.Object(
  {
    ipList: Type.Optional(
      Type.Array(Type.String({ maxLength: 50 }), {
        maxItems: 100,
        description: 'Addresses and ranges the operator calls from, such as 196.201.214.0/24.',
      }),
    ),
    basic: Type.Optional(
      Type.Object(
        {
          user: name('User name of HTTP basic authentication.'),
          password: secret('Password of HTTP basic authentication.'),
        },
        { additionalProperties: false },
      ),
    ),
    secret: Type.Optional(
      Type.Object(
        {
          in: choice(['query', 'header', 'form', 'json'], 'Where the operator writes the secret.'),
          name: name('Name of the parameter, header or field.'),
          value: secret('The secret as the operator writes it, such as "Bearer …" in a header.'),
        },
        { additionalProperties: false },
      ),
    ),
    signature: Type.Optional(
      Type.Object(
        {
          header: name('Header that carries the HMAC of the body, or of the query string of a GET.'),
          secret: secret('Key of the HMAC.'),
          algorithm: choice(['sha256', 'sha1', 'sha512'], 'Hash of the HMAC.', 'sha256'),
          encoding: choice(['hex', 'base64'], 'How the HMAC is written.', 'hex'),
          prefix: Type.Optional(name('What stands before it, such as "sha256=".')),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, description: 'What a request must show beside the token.' },
);

export type AuthSettings = Static<typeof authSettingsSchema>;
