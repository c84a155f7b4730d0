import type { Flow } from '../document/flow.ts';
import { checkShape, type Shape } from './check-shape.ts';
import { type Finding, finding } from './finding.ts';
import { flowSchema } from './flow-schema.ts';
import { type JsonText, lineOf, readJson } from './read-json.ts';

/** Characters of a document; a flow of 500 blocks in ten languages needs a fifth of it. */
const MAX_CHARACTERS = 2_000_000;

/**
 * Reads a flow from its JSON text. What comes back has the right shape; whether it makes sense is for `checkFlow`. Never
 * throws: what is wrong with a text are findings with the line each is on, all of them errors.
 */
export function readFlow(
  text: string,
): { readonly flow: Flow; readonly lines: ReadonlyMap<string, number> } | { readonly findings: Finding[] } {
  if (text.length > MAX_CHARACTERS)
    return {
      findings: [
        {
          ...finding(
            'too-large',
            '',
            `This text has ${text.length} characters; at most ${MAX_CHARACTERS} are read.`,
          ),
          line: 1,
        },
      ],
    };
  const json = readJson(text);
  if ('fault' in json) {
    const { line, column, message } = json.fault;
    return {
      findings: [{ ...finding('not-json', '', `This is not JSON: at column ${column}, ${message}.`), line }],
    };
  }
  const findings = [
    ...repeatedNames(json),
    ...placed(checkShape(flowSchema as unknown as Shape, json.value, ''), json.lines),
  ];
  return findings.length > 0
    ? { findings: findings.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0)) }
    : { flow: json.value as Flow, lines: json.lines };
}

/** Findings with the lines of the text their document was read from. */
export function placed(findings: readonly Finding[], lines: ReadonlyMap<string, number>): Finding[] {
  return findings.map((finding) => ({ ...finding, line: lineOf(lines, finding.path) }));
}

function repeatedNames(json: JsonText): Finding[] {
  return json.repeated.map(({ path, name, line }) => ({
    ...finding('repeated-key', path, `"${name}" stands twice in this object; only one of them can count.`),
    line,
  }));
}
