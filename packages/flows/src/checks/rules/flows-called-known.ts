import { type Flow, limits } from '../../document/flow.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { suggestion } from '../nearest.ts';

/** `unknown-flow`, `flows-too-deep`: called flows are there, and do not call each other in a circle or too deep. */
export function flowsCalledKnown({ flow, blocks, others }: FlowView): Finding[] {
  return [...blocks].flatMap(([id, block]) => {
    if (block.kind !== 'call') return [];
    const path = pointer('/blocks', id, 'flow');
    if (block.flow !== flow.id && !Object.hasOwn(others, block.flow))
      return [
        finding(
          'unknown-flow',
          path,
          `There is no flow "${block.flow}".${suggestion(block.flow, Object.keys(others))} Publish it first.`,
        ),
      ];
    const chain = deepest(block.flow, { ...others, [flow.id]: flow }, [flow.id]);
    if (chain.length <= limits.depth) return [];
    const way = chain.slice(0, 4).join('" -> "');
    return [
      finding(
        'flows-too-deep',
        path,
        `Flows call each other more than ${limits.depth} deep, or in a circle: "${way}"${chain.length > 4 ? ' -> …' : ''}.`,
      ),
    ];
  });
}

/** Longest chain of calls from a flow, as far as it matters. */
function deepest(
  id: string,
  flows: Readonly<Record<string, Flow>>,
  before: readonly string[],
): readonly string[] {
  const chain = [...before, id];
  if (chain.length > limits.depth || !Object.hasOwn(flows, id)) return chain;
  const called = new Set(
    Object.values(flows[id]?.blocks ?? {}).flatMap((block) => (block.kind === 'call' ? [block.flow] : [])),
  );
  return [...called]
    .map((next) => deepest(next, flows, chain))
    .reduce((longest, each) => (each.length > longest.length ? each : longest), chain);
}
