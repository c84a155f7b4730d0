/** Thrown when a setting or a request cannot be used. Says which field, what it held and what would do. */
export class InvalidInput extends Error {
  readonly field: string;
  readonly expected: string;

  constructor(field: string, got: unknown, expected: string) {
    super(`${field}: got ${show(got)}, expected ${expected}`);
    this.name = 'InvalidInput';
    this.field = field;
    this.expected = expected;
  }
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'function' ? 'a function' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
