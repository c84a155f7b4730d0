import { own } from '../conditions/scope.ts';
import type { Value } from '../document/condition.ts';
import type { Run } from '../engine/run.ts';

type Shared = Readonly<Record<string, { readonly value: Value; readonly label: string }>>;

/** Answers as others get them: the named ones that were given, else all in the order in which they were given. */
export function sharedAnswers(
  { answers }: Pick<Run, 'answers'>,
  names: readonly string[] | undefined,
): Shared {
  const shared: Record<string, { value: Value; label: string }> = {};
  for (const name of names ?? inOrder(answers)) {
    const answer = own(answers, name);
    if (answer !== undefined) shared[name] = { value: answer.value, label: answer.label };
  }
  return shared;
}

function inOrder(answers: Run['answers']): string[] {
  const given = Object.entries(answers).toSorted(([, a], [, b]) => a.at - b.at);
  return given.map(([name]) => name);
}
