import type { Flow } from '../document/flow.ts';
import { type ScreenLimits, standardScreen } from '../engine/event.ts';
import type { Finding } from './finding.ts';
import { viewFlow } from './flow-view.ts';
import { placed, readFlow } from './read-flow.ts';
import { rules } from './rules/registry.ts';

/**
 * All that is wrong with a flow of the right shape: errors, which keep it from being published, and warnings. `others` are the
 * flows it may call, by id. Lines are null; `checkText` has them.
 *
 * @param screen what the subscribers' operators carry on USSD, for checking screens
 */
export function checkFlow(
  flow: Flow,
  others: Readonly<Record<string, Flow>>,
  screen: ScreenLimits = standardScreen,
): Finding[] {
  const view = viewFlow(flow, others, screen);
  return rules.flatMap((rule) => rule(view));
}

/** Reads and checks a flow's JSON text: the flow where it can be run, and every finding with its line: first what others only follow from, then from the first line on. */
export function checkText(
  text: string,
  others: Readonly<Record<string, Flow>>,
  screen: ScreenLimits = standardScreen,
): { readonly flow: Flow | null; readonly findings: Finding[] } {
  const read = readFlow(text);
  if ('findings' in read) return { flow: null, findings: read.findings };
  const findings = placed(checkFlow(read.flow, others, screen), read.lines).toSorted(
    (left, right) => placeOf(left) - placeOf(right),
  );
  return { flow: findings.some(({ severity }) => severity === 'error') ? null : read.flow, findings };
}

/** A flow that is not there comes first: whatever it would have kept and set is not there either. */
function placeOf({ code, line }: Finding): number {
  return code === 'unknown-flow' ? 0 : (line ?? 0);
}
