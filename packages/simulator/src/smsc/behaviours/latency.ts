import type { Behaviour } from './behaviour.ts';
import { readRange } from './range.ts';

export const latency: Behaviour = {
  name: 'latency',
  summary: 'Milliseconds until a submit_sm is answered, fixed or a range.',
  example: { min: 20, max: 200 },
  scope: 'any',
  start(setting, field, tools) {
    const draw = readRange(setting, field, tools);
    return {
      onSubmit(_submit, plan) {
        plan.answerAfterMs = draw();
      },
    };
  },
};
