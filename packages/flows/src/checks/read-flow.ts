import { type Flow, limits } from '../document/flow.ts';
import { checkShape, type Shape } from './check-shape.ts';
import { type Finding, finding } from './finding.ts';
import { flowSchema } from './flow-schema.ts';
import { type JsonText, lineOf, readJson } from './read-json.ts';

/**
 * Reads a flow from its JSON text. What comes back has the right shape; whether it makes sense is for `checkFlow`. Never
 * throws: what is wrong with a text are findings with the line each is on, all of them errors.
 */
export function readFlow(
  text: string,
): { readonly flow: Flow; readonly lines: ReadonlyMap<string, number> } | { readonly findings: Finding[] } {
  const octets = new TextEncoder().encode(text).length;
  if (octets > limits.documentOctets)
    return {
      findings: [
        {
          ...finding(
            'too-large',
            '',
            `This text has ${octets} octets; a flow has at most ${limits.documentOctets} (512 KiB).`,
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
