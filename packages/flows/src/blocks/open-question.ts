import type { Value } from '../document/condition.ts';
import type { Run } from '../engine/run.ts';
import type { Given, Question, Read, Site } from './ready.ts';

/** A question that is answered by writing something: what was written is all a kind has to look at. */
export function openQuestion(key: string, site: Site, readText: (text: string, run: Run) => Read): Question {
  const text = site.text(key);
  return {
    type: 'question',
    offers: false,
    prompt: (run) => ({ text: text(run), options: [] }),
    read: (given, run) => readText(written(given), run),
  };
}

/** An answer without a name of its own. */
export function plainly(value: Value, exits: readonly string[] = ['next']): Read {
  return { value, label: '', exits };
}

function written(given: Given): string {
  switch (given.kind) {
    case 'open':
      return given.text;
    case 'option':
      return given.value;
    case 'several':
      return given.values.join(' ');
  }
}
