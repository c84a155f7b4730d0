import type { Value } from '../document/condition.ts';
import type { Answer } from '../engine/state.ts';
import type { Scope } from './scope.ts';
import { newWork } from './work.ts';

/** Somebody at half past one at night in Nairobi, when in UTC it is still the day before. */
export const someScope: Scope = {
  channel: 'ussd',
  language: 'en',
  flowId: 'case',
  now: Date.UTC(2026, 10, 22, 22, 30),
  work: newWork(),
  answers: {
    age: answerOf(25, ''),
    need: answerOf('water', 'Water'),
    needs: answerOf(['food', 'water'], ''),
    born: answerOf('1990-01-02', ''),
    injected: answerOf('{{contact.name}}', ''),
  },
  vars: { sum: 1234567.5 },
  contact: { ward: 'North' },
  facts: {
    reference: 'AB12',
    msisdn: '254700000001',
    country: 'KE',
    contact: { name: 'Amina', full: 'aïssatou ndiaye', ward: 'South' },
    params: { village: 'Kisumu' },
  },
};

function answerOf(value: Value, label: string): Answer {
  return { value, label, raw: '', block: 'b', at: 0 };
}
