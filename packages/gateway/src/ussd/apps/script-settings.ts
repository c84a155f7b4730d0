import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** What an application of the kind `script` is: `settings` of its row. */
export const scriptAppSchema = Type.Object(
  {
    code: Type.String({ minLength: 1, description: 'The Cloud Script, 100 KiB at most.' }),
    unavailable: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 182,
        description: 'Shown instead of our apology when the script fails.',
      }),
    ),
    goodbye: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 182,
        description: 'Shown when the script ends without a word.',
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: 'A Cloud Script.' },
);

export const checkScriptApp = Compile(scriptAppSchema);
