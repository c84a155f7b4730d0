import type { Effect, Value } from '@ujumbe/flows';
import type { AnswerChange } from '#store/flow-answers.ts';

type Of<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;

/** What a step asks for, by where it goes. */
export type Work = {
  readonly shown: Of<'show'>[];
  /** What was answered before counts no more. */
  restarted: boolean;
  /** Names of answers that count no more. */
  readonly withdrawn: string[];
  readonly answers: AnswerChange[];
  /** Blocks whose requests to people are no longer wanted. */
  readonly unrequested: string[];
  readonly sms: Of<'sms'>[];
  readonly calls: Of<'http'>[];
  readonly requests: (Of<'task'> | Of<'referral'>)[];
  readonly groups: Of<'group'>[];
  readonly consents: Of<'consent'>[];
  readonly contact: Record<string, Value>;
  readonly errors: Of<'error'>[];
};

/** Sorts effects by what they are for; within a kind they keep their order. */
export function sortEffects(effects: readonly Effect[]): Work {
  const work: Work = {
    shown: [],
    restarted: false,
    withdrawn: [],
    answers: [],
    unrequested: [],
    sms: [],
    calls: [],
    requests: [],
    groups: [],
    consents: [],
    contact: {},
    errors: [],
  };
  for (const effect of effects) {
    switch (effect.kind) {
      case 'show':
        work.shown.push(effect);
        break;
      case 'restart':
        work.restarted = true;
        break;
      case 'withdrawn':
        work.withdrawn.push(...effect.names);
        break;
      case 'unrequested':
        work.unrequested.push(...effect.blocks);
        break;
      case 'asked':
        work.answers.push({ ...effect, kind: 'asked' });
        break;
      case 'answer':
        work.answers.push({ ...effect, kind: 'answered' });
        break;
      case 'sms':
        work.sms.push(effect);
        break;
      case 'http':
        work.calls.push(effect);
        break;
      case 'task':
      case 'referral':
        work.requests.push(effect);
        break;
      case 'group':
        work.groups.push(effect);
        break;
      case 'consent':
        work.consents.push(effect);
        break;
      case 'contact':
        work.contact[effect.field] = effect.value;
        break;
      case 'error':
        work.errors.push(effect);
        break;
      case 'end':
        break;
    }
  }
  return work;
}
