import { nearestName } from './nearest-name.ts';
import { isSecret, type SecretsNode } from './secret-settings.ts';

/** What a schema validator reports of one fault; the part of TypeBox's error that is used. */
export type SchemaFault = {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
};

/** A node of a JSON Schema, as far as sentences about settings need it. */
type SchemaNode = SecretsNode & {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
};

/** Sentences for the person who wrote the settings: what is wrong, with which value, what is allowed. Secrets are not quoted. */
export function describeSettingsFaults(
  schema: object,
  value: unknown,
  faults: readonly SchemaFault[],
): string[] {
  const sentences = faults.flatMap((fault) => describeFault(schema as SchemaNode, value, fault));
  return [...new Set(sentences)];
}

function describeFault(schema: SchemaNode, value: unknown, fault: SchemaFault): string[] {
  const keys = fault.instancePath.split('/').slice(1).map(unescapePointer);
  const params = fault.params as Readonly<Record<string, unknown>>;
  switch (fault.keyword) {
    // Follows from the fault of the object that does not allow the key.
    case 'boolean':
      return [];
    case 'additionalProperties':
      return asNames(params.additionalProperties).map((name) => unknownKey(schema, keys, name));
    case 'required':
      return asNames(params.requiredProperties).map((name) => missingKey(schema, keys, name));
    default:
      return [`${pathOf(keys)} ${ruleOf(fault, params)}, not ${quote(schema, keys, valueAt(value, keys))}.`];
  }
}

function unknownKey(schema: SchemaNode, keys: readonly string[], name: string): string {
  const known = Object.keys(nodeAt(schema, keys)?.properties ?? {});
  return `${pathOf([...keys, name])} is not a setting. ${adviceOn(name, keys, known)}`;
}

function adviceOn(name: string, keys: readonly string[], known: readonly string[]): string {
  if (known.length === 0) return 'There are no settings here.';
  const near = nearestName(name, known);
  return near === null ? `Known here: ${known.join(', ')}.` : `Did you mean ${pathOf([...keys, near])}?`;
}

function missingKey(schema: SchemaNode, keys: readonly string[], name: string): string {
  const description = nodeAt(schema, [...keys, name])?.description;
  return `${pathOf([...keys, name])} is missing.${description === undefined ? '' : ` ${description}`}`;
}

function ruleOf(fault: SchemaFault, params: Readonly<Record<string, unknown>>): string {
  switch (fault.keyword) {
    case 'enum':
      return `must be one of ${asNames(params.allowedValues).join(', ')}`;
    case 'minimum':
    case 'maximum':
      return `must be ${params.comparison} ${params.limit}`;
    case 'minLength':
      return `must have at least ${params.limit} characters`;
    case 'maxLength':
      return `must have at most ${params.limit} characters`;
    case 'type':
      return `must be a value of type ${params.type}`;
    default:
      return fault.message;
  }
}

function quote(schema: SchemaNode, keys: readonly string[], value: unknown): string {
  if (isSecret(schema, keys)) return 'the given value (hidden)';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function pathOf(keys: readonly string[]): string {
  return keys.reduce(
    (path, key) => (/^\d+$/.test(key) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
    '',
  );
}

function nodeAt(schema: SchemaNode, keys: readonly string[]): SchemaNode | undefined {
  return keys.reduce<SchemaNode | undefined>((node, key) => node?.properties?.[key] ?? node?.items, schema);
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );
}

function asNames(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function unescapePointer(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}
