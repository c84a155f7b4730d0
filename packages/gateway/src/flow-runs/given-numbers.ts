import type { PreparedFlow, RunState } from '@ujumbe/flows';
import { askingBlocks } from './asking-blocks.ts';

/** Phone numbers that a person has given as answers, E.164 digits without plus. */
export function givenNumbers(flow: PreparedFlow, answers: RunState['answers']): string[] {
  return Object.entries(answers)
    .filter(([name, answer]) => askingBlocks(flow, name, answer).some(({ block }) => block.kind === 'phone'))
    .map(([, { value }]) => String(value));
}
