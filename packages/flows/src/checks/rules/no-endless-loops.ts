import type { Flow } from '../../document/flow.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import { type FlowView, isQuestion } from '../flow-view.ts';

/** `loop`: a circle in which nothing is asked and no service is called would turn for ever. */
export function noEndlessLoops({ blocks, after, others }: FlowView): Finding[] {
  const runs = new Set([...blocks].filter(([, block]) => !waits(block, others)).map(([id]) => id));
  const findings: Finding[] = [];
  const done = new Set<string>();
  const turning: string[] = [];

  function visit(id: string): void {
    if (done.has(id) || !runs.has(id)) return;
    const begun = turning.indexOf(id);
    if (begun !== -1) {
      const circle = turning.slice(begun);
      findings.push(
        finding(
          'loop',
          pointer('/blocks', circle[0] ?? id),
          circle.length === 1
            ? `"${id}" leads to itself without asking anything.`
            : `${circle.map((each) => `"${each}"`).join(' -> ')} -> "${circle[0]}" is a circle in which nothing is asked; put a question into it, or lead out of it.`,
        ),
      );
      return;
    }
    turning.push(id);
    for (const next of after.get(id) ?? []) visit(next);
    turning.pop();
    done.add(id);
  }
  for (const id of blocks.keys()) visit(id);
  return findings;
}

function waits(block: Flow['blocks'][string], others: Readonly<Record<string, Flow>>): boolean {
  if (isQuestion(block) || block.kind === 'http' || block.kind === 'end') return true;
  if (block.kind !== 'call') return false;
  const called = Object.hasOwn(others, block.flow) ? others[block.flow] : undefined;
  return called === undefined || Object.values(called.blocks).some((inner) => isQuestion(inner));
}
