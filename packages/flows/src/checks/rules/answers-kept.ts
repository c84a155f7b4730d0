import { answerName } from '../../engine/prepared-flow.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import { type FlowView, isQuestion, walk } from '../flow-view.ts';

/** `answer-replaced`: what somebody has answered is not thrown away by a later question that keeps the same name. */
export function answersKept({ blocks, after }: FlowView): Finding[] {
  const byName = new Map<string, string[]>();
  for (const [id, block] of blocks)
    if (isQuestion(block)) {
      const name = answerName(id, block);
      byName.set(name, [...(byName.get(name) ?? []), id]);
    }
  return [...byName].flatMap(([name, ids]) =>
    ids.flatMap((later) => {
      const earlier = ids.find((id) => id !== later && walk(after.get(id) ?? [], after).has(later));
      const asksAgain = earlier !== undefined && walk(after.get(later) ?? [], after).has(earlier);
      return earlier === undefined || asksAgain
        ? []
        : [
            finding(
              'answer-replaced',
              pointer('/blocks', later),
              `What was answered to "${earlier}" is lost here: both keep it as "${name}". Give one of them another "answer".`,
            ),
          ];
    }),
  );
}
