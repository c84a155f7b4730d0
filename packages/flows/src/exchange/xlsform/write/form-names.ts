import { isQuestion } from '../../../checks/flow-view.ts';
import type { Question } from '../../../document/blocks.ts';
import type { Flow } from '../../../document/flow.ts';
import { answerName } from '../../../engine/prepared-flow.ts';
import type { FormNames } from './to-xpath.ts';

/** What a form calls the answers and variables of a flow. What is worked out by CEL is not in it. */
export function namesOf(flow: Flow): FormNames {
  const questions = questionsOf(flow);
  const names = new Map(
    questions.map(([id, question]) => [`answers.${answerName(id, question)}`, answerName(id, question)]),
  );
  const taken = new Set(names.values());
  for (const block of Object.values(flow.blocks)) {
    if (block.kind !== 'set') continue;
    for (const [field, value] of Object.entries(block.values)) {
      if (typeof value === 'object' && !Array.isArray(value)) continue;
      const [root, name = ''] = field.split('.');
      if ((root === 'answers' || root === 'vars') && !names.has(field) && !taken.has(name))
        names.set(field, name);
    }
  }
  const dates = questions
    .filter(([, { kind }]) => kind === 'date')
    .map(([id, question]) => `answers.${answerName(id, question)}`);
  return { names, dates: new Set(dates), self: null };
}

export function questionsOf(flow: Flow): [string, Question][] {
  return Object.entries(flow.blocks).flatMap(([id, block]) =>
    isQuestion(block) ? [[id, block] as [string, Question]] : [],
  );
}
