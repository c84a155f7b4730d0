import { HIDDEN, isSecret, type SecretsNode } from '#core/secret-settings.ts';
import { ussdAdapters } from './registry.ts';
import { settingsSchemaOf } from './settings.ts';

type Settings = Readonly<Record<string, unknown>>;

/**
 * The settings of a USSD connector without what nobody may read back: what its schema marks as written only. Whatever the
 * schema does not know is hidden too.
 */
export function hideUssdSecrets(settings: Settings): Settings {
  const adapter = ussdAdapters.find(({ id }) => id === settings.adapter);
  return adapter === undefined ? hideAll(settings) : hide(settingsSchemaOf(adapter), settings);
}

/** Whether a path such as `auth.basic.password` leads to a secret, in whatever dialect. */
export function isUssdSecret(path: string): boolean {
  return ussdAdapters.some((adapter) => isSecret(settingsSchemaOf(adapter), path.split('.')));
}

function hide(schema: SecretsNode, settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const node = schema.properties?.[name];
      if (node === undefined || node.writeOnly === true) return [name, HIDDEN];
      if (node.properties === undefined) return [name, value];
      return [name, isSettings(value) ? hide(node, value) : HIDDEN];
    }),
  );
}

function hideAll(settings: Settings): Settings {
  return Object.fromEntries(Object.keys(settings).map((name) => [name, HIDDEN]));
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
