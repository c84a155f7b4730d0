/** A node of a JSON Schema of settings, as far as secrets need it. */
export type SecretsNode = {
  /** A secret: its value is never quoted nor read back, nor that of what holds it. */
  readonly writeOnly?: boolean;
  readonly properties?: Readonly<Record<string, SecretsNode>>;
  readonly items?: SecretsNode;
};

/** Stands for what nobody may read back. */
export const HIDDEN = '[hidden]';

/** Whether a setting, or a path to one, is a secret by its name, whatever a schema says of it. */
export function isSecretName(name: string): boolean {
  return /password|key$/i.test(name);
}

/** Whether what a path leads to is a secret, is in one, or holds one. */
export function isSecret(schema: SecretsNode, keys: readonly string[]): boolean {
  if (keys.some(isSecretName)) return true;
  let node: SecretsNode | undefined = schema;
  for (const key of keys) {
    node = node?.properties?.[key] ?? node?.items;
    if (node?.writeOnly === true) return true;
  }
  return node !== undefined && holdsSecret(node);
}

function holdsSecret(node: SecretsNode): boolean {
  return node.writeOnly === true || Object.values(node.properties ?? {}).some(holdsSecret);
}
