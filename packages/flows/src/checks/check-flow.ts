import type { Flow } from '../document/flow.ts';
import type { Finding } from './finding.ts';
import { viewFlow } from './flow-view.ts';
import { placed, readFlow } from './read-flow.ts';
import { rules } from './rules/registry.ts';

/**
 * All that is wrong with a flow of the right shape: errors, which keep it from being published, and warnings. `others` are the
 * flows it may call, by id. Lines are null; `checkText` has them.
 */
export function checkFlow(flow: Flow, others: Readonly<Record<string, Flow>>): Finding[] {
  const view = viewFlow(flow, others);
  return rules.flatMap((rule) => rule(view));
}

/** Reads and checks a flow's JSON text: the flow where it can be run, and every finding with its line, first lines first. */
export function checkText(
  text: string,
  others: Readonly<Record<string, Flow>>,
): { readonly flow: Flow | null; readonly findings: Finding[] } {
  const read = readFlow(text);
  if ('findings' in read) return { flow: null, findings: read.findings };
  const findings = placed(checkFlow(read.flow, others), read.lines).toSorted(
    (left, right) => (left.line ?? 0) - (right.line ?? 0),
  );
  return { flow: findings.some(({ severity }) => severity === 'error') ? null : read.flow, findings };
}
