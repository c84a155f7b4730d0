import { type MakeReady, next } from './ready.ts';
import { sharedAnswers } from './shared-answers.ts';

export const task: MakeReady<'task'> = (block, site) => {
  const summary = site.template(block.summary ?? '');
  return {
    type: 'action',
    enter: (run) => {
      run.effects.push({
        kind: 'task',
        block: site.id,
        queue: block.queue ?? null,
        priority: block.priority ?? 'normal',
        summary: summary(run),
        answers: sharedAnswers(run, block.answers),
      });
      return next;
    },
  };
};
