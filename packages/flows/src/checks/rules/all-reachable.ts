import { type Finding, finding, pointer } from '../finding.ts';
import { type FlowView, walk } from '../flow-view.ts';

/**
 * `unreachable`: a block nobody comes to is a mistake or a leftover. What only follows such a block is not named again, and nothing is
 * said while an exit names a block that is not there: mending that may be all it takes.
 */
export function allReachable({ flow, blocks, exits, after, reachable }: FlowView): Finding[] {
  const broken = [...exits.values()].flat().some(({ to }) => to !== null && !blocks.has(to));
  if (broken || !blocks.has(flow.entry)) return [];
  const lost = [...blocks.keys()].filter((id) => !reachable.has(id));
  const followers = new Set(lost.flatMap((id) => (after.get(id) ?? []).filter((next) => next !== id)));
  const heads = lost.filter((id) => !followers.has(id));
  const named = walk(heads, after);
  // Those that are left lead to each other in a circle.
  const circle = lost.find((id) => !named.has(id));
  return [...heads, ...(circle === undefined ? [] : [circle])].map((id) =>
    finding(
      'unreachable',
      pointer('/blocks', id),
      `Nobody ever comes to "${id}": let an exit lead to it, or take it away.`,
    ),
  );
}
