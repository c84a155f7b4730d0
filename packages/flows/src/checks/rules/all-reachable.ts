import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';

/** `unreachable`: a block nobody comes to is a mistake or a leftover. */
export function allReachable({ flow, blocks, reachable }: FlowView): Finding[] {
  if (!blocks.has(flow.entry)) return [];
  return [...blocks.keys()]
    .filter((id) => !reachable.has(id))
    .map((id) =>
      finding(
        'unreachable',
        pointer('/blocks', id),
        `Nobody ever comes to "${id}": let an exit lead to it, or take it away.`,
      ),
    );
}
