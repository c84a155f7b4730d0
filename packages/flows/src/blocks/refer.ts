import { own } from '../conditions/scope.ts';
import { placeOf } from '../engine/place-of.ts';
import { rememberRequest } from '../engine/requests.ts';
import { type MakeReady, next } from './ready.ts';
import { sharedAnswers } from './shared-answers.ts';

/** Nothing is told to another organisation without a given consent. */
export const refer: MakeReady<'refer'> = ({ organisation, purpose, answers }, { id }) => ({
  type: 'action',
  enter: (run) => {
    if (own(run.consents, purpose) !== true) {
      throw new RangeError(`Nobody is referred without a given consent of purpose "${purpose}".`);
    }
    const shared = sharedAnswers(run, answers);
    const place = placeOf(run, id);
    rememberRequest(run, place, purpose);
    run.effects.push({ kind: 'referral', block: place, organisation, purpose, answers: shared });
    return next;
  },
});
