import type { PreparedFlow, RunState } from '@ujumbe/flows';

/** Phone numbers that a person has given as answers, E.164 digits without plus. */
export function givenNumbers({ documents }: PreparedFlow, answers: RunState['answers']): string[] {
  const isNumber = (name: string, id: string) =>
    [...documents.values()].some(({ blocks }) => {
      const asked = blocks.get(id);
      return asked?.block.kind === 'phone' && asked.name === name;
    });
  return Object.entries(answers)
    .filter(([name, { block }]) => isNumber(name, block))
    .map(([, { value }]) => String(value));
}
