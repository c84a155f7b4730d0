import { type FindingCode, findingCodes, type Severity } from './finding-codes.ts';

/** What a check has to say about a flow. An error keeps it from being published, a warning does not. */
export type Finding = {
  readonly severity: Severity;
  /** Which rule, such as `dead-end`; `docs/flows/checks.md` lists them all. */
  readonly code: FindingCode;
  /** JSON pointer (RFC 6901) into the document. */
  readonly path: string;
  /** Line of the text the document was read from, from 1; null where it was not read from a text. */
  readonly line: number | null;
  readonly message: string;
};

export function finding(code: FindingCode, path: string, message: string): Finding {
  return { severity: findingCodes[code], code, path, line: null, message };
}

/** JSON pointer of what lies at these keys below another. */
export function pointer(parent: string, ...keys: readonly (string | number)[]): string {
  return keys.reduce<string>(
    (path, key) => `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    parent,
  );
}

/** Words in a sentence: `"a", "b" and "c"`, the first ten of them. */
export function listed(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  const quoted = words.slice(0, 10).map((word) => `"${word}"`);
  if (words.length > 10) return `${quoted.join(', ')} and ${words.length - 10} more`;
  return quoted.length < 2
    ? (quoted[0] ?? 'none')
    : `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1)}`;
}
