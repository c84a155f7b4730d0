import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { knownNames } from '../known-names.ts';
import { suggestion } from '../nearest.ts';
import { isField, type Reference, referencesOf } from '../references.ts';

/** `unknown-answer`, `unknown-variable`: what a flow asks for is set somewhere in it. */
export function referencesKnown(view: FlowView): Finding[] {
  const { answers, vars } = knownNames(view.flow, view.others);
  const answerNames = [...answers.keys()];
  const variableNames = [...vars.keys()];
  return [...referencesOf(view), ...handedOn(view)].flatMap(({ field, path }) => {
    const [root, name = ''] = field.split('.');
    if (root === 'answers' && !answers.has(name) && isField(field))
      return [
        finding(
          'unknown-answer',
          path,
          `No question keeps an answer called "${name}".${suggestion(name, answerNames)}`,
        ),
      ];
    if (root === 'vars' && !vars.has(name) && isField(field))
      return [
        finding(
          'unknown-variable',
          path,
          `Nothing sets a variable "${name}".${suggestion(name, variableNames)}`,
        ),
      ];
    return [];
  });
}

/** Answers a block hands to others by name. */
function handedOn({ blocks }: FlowView): Reference[] {
  return [...blocks].flatMap(([id, block]) =>
    block.kind === 'task' || block.kind === 'refer'
      ? (block.answers ?? []).map((name, index) => ({
          field: `answers.${name}`,
          path: pointer('/blocks', id, 'answers', index),
        }))
      : [],
  );
}
