import { own } from '../conditions/scope.ts';
import type { Value } from '../document/condition.ts';
import type { Run } from '../engine/run.ts';

type Shared = Readonly<Record<string, { readonly value: Value; readonly label: string }>>;

/** Answers as others get them: the named ones that were given, or all. */
export function sharedAnswers({ answers }: Run, names: readonly string[] | undefined): Shared {
  const shared: Record<string, { value: Value; label: string }> = {};
  for (const name of names ?? Object.keys(answers)) {
    const answer = own(answers, name);
    if (answer !== undefined) shared[name] = { value: answer.value, label: answer.label };
  }
  return shared;
}
