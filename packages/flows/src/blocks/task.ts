import { storable } from '../conditions/storable.ts';
import { placeOf } from '../engine/place-of.ts';
import { rememberRequest } from '../engine/requests.ts';
import { type MakeReady, next } from './ready.ts';
import { sharedAnswers } from './shared-answers.ts';

/** UTF-16 units: agents read one line. */
const longestSummary = 2000;

export const task: MakeReady<'task'> = (block, site) => {
  const summary = site.template(block.summary ?? '');
  return {
    type: 'action',
    enter: (run) => {
      const place = placeOf(run, site.id);
      rememberRequest(run, place, null);
      run.effects.push({
        kind: 'task',
        block: place,
        queue: block.queue ?? null,
        priority: block.priority ?? 'normal',
        summary: storable(summary(run), longestSummary),
        answers: sharedAnswers(run, block.answers),
      });
      return next;
    },
  };
};
