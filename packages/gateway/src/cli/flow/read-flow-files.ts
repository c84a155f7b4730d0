import { checkText, type Flow, readFlow, readingCodes } from '@ujumbe/flows';
import type { FlowFinding } from '#flow-runs/flow-finding.ts';
import { readText } from '../change-settings.ts';

/** A file with a flow in it, looked at together with the other files that were named. */
export type FlowFile = {
  readonly file: string;
  readonly text: string;
  /** Null where it cannot be run. */
  readonly flow: Flow | null;
  readonly findings: readonly FlowFinding[];
};

/**
 * Reads and checks files. Flows among them may call each other.
 * @throws UsageError where a file cannot be read
 */
export function readFlowFiles(files: readonly string[]): FlowFile[] {
  const texts = files.map((file) => ({ file, text: readText(file) }));
  const others: Record<string, Flow> = {};
  for (const { text } of texts) {
    const read = readFlow(text);
    if ('flow' in read) others[read.flow.id] = read.flow;
  }
  return texts.map(({ file, text }) => ({ file, text, ...checkText(text, others) }));
}

/** Findings as compilers write them, so that editors find the place; and that they are not all, where the text was not read. */
export function sayFindings({ file, findings }: Pick<FlowFile, 'file' | 'findings'>): string[] {
  const isUnread = findings.some(({ code }) => Object.hasOwn(readingCodes, code));
  const lines = findings.map(({ severity, code, line, path, message }) => {
    const place = line === null ? file : `${file}:${line}`;
    return `${place}: ${severity}: ${message} [${path === '' ? code : `${code} at ${path}`}]`;
  });
  return isUnread ? [...lines, `${file}: Other checks follow once these are right.`] : lines;
}

/** Whether one of them keeps its flow from being run. */
export function hasErrors(files: readonly Pick<FlowFile, 'findings'>[]): boolean {
  return files.some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
}
