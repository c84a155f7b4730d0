/** A node of the settings' schema, as far as its table needs it. */
type SchemaNode = {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
};

/** One row of Markdown for every setting, settings within settings by their path: name, values, default, meaning. */
export function settingsTable(schema: object, path = ''): string[] {
  return Object.entries((schema as SchemaNode).properties ?? {}).flatMap(([key, node]) => {
    const name = path === '' ? key : `${path}.${key}`;
    if (node.properties !== undefined) return settingsTable(node, name);
    return [`| \`${name}\` | ${valuesOf(node)} | ${defaultOf(node)} | ${node.description ?? ''} |`];
  });
}

function valuesOf(node: SchemaNode): string {
  return node.enum === undefined ? (node.type ?? '') : node.enum.map((value) => `\`${value}\``).join(' ');
}

function defaultOf(node: SchemaNode): string {
  return node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``;
}
