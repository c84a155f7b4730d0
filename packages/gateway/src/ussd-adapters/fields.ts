/** Fields of a request by their names, which operators spell in upper and lower case as they like; the first of a name counts. */
export type Fields = {
  /** The value as text; null when the field is missing or holds no plain value. */
  readonly text: (name: string) => string | null;
  /** A flag, written `true`, `"true"`, `1` or `"1"` and their opposites; null when it is neither. */
  readonly flag: (name: string) => boolean | null;
};

/** @param entries names and values; a value can be anything JSON can hold */
export function fieldsOf(entries: Iterable<readonly [string, unknown]>): Fields {
  const values = new Map<string, string>();
  for (const [name, value] of entries) {
    const text = asText(value);
    const key = name.toLowerCase();
    if (text !== null && !values.has(key)) values.set(key, text);
  }
  const text = (name: string) => values.get(name.toLowerCase()) ?? null;
  return { text, flag: (name) => FLAGS.get(text(name)?.trim().toLowerCase() ?? '') ?? null };
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function asText(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Number.isSafeInteger(value) ? String(value) : null;
    case 'boolean':
      return String(value);
    default:
      return null;
  }
}
