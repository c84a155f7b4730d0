import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { perObject } from '#core/per-object.ts';

/** What an application of the kind `script` is: `settings` of its row. */
export const scriptAppSchema = Type.Object(
  {
    code: Type.String({ minLength: 1, description: 'The Cloud Script, 100 KiB at most.' }),
    vars: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      writeOnly: true,
      description:
        'Variables the script finds as `service.vars` and `project.vars`, such as addresses and keys; names have 100 characters at most.',
    }),
    sender: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 15,
        description: 'Sender ID of SMS that the script sends; one of the account.',
      }),
    ),
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

export type ScriptAppSettings = Static<typeof scriptAppSchema>;

/** The settings of a stored script, which were checked when they were stored, with their defaults. */
export const scriptSettingsOf = perObject(
  (settings: Readonly<Record<string, unknown>>) =>
    Value.Default(scriptAppSchema, structuredClone(settings)) as ScriptAppSettings,
);

export const checkScriptApp = Compile(scriptAppSchema);
