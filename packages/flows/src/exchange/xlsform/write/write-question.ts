import { wordsOf } from '../../../channels/words.ts';
import type { Question } from '../../../document/blocks.ts';
import type { Condition } from '../../../document/condition.ts';
import { answerName } from '../../../engine/prepared-flow.ts';
import { checkAfter, defaultAfter } from './checks-after.ts';
import { questionRow } from './question-row.ts';
import { type FormNames, toXPath } from './to-xpath.ts';
import { addRow, languageHeading, saying, tell, textCells, type Writing } from './writing.ts';

/** Adds the row of a question and those of its choices. */
export function writeQuestion(writing: Writing, id: string, question: Question): void {
  const { flow, names } = writing;
  const name = answerName(id, question);
  const { type, constraint, changed } = questionRow(question, name);
  if (changed !== null) tell(writing, 'changed', id, changed, 'Look at the constraint.');
  writeChoices(writing, id, question, name);
  const check = checkAfter(flow, id, question);
  const own: FormNames = { ...names, self: `answers.${name}` };
  const checked =
    check === null ? { text: '', lost: null } : saying(() => toXPath(check.when as Condition, own));
  if (checked.lost !== null)
    tell(writing, 'lost', id, `The check behind it was left out: ${checked.lost}`, 'Write a constraint.');
  const optional = 'optional' in question && question.optional === true;
  const standard = optional ? defaultAfter(flow, question, name) : null;
  if (
    optional &&
    standard === null &&
    question.exits?.skip !== undefined &&
    question.exits.skip !== (check === null ? question.exits.next : check.next)
  ) {
    tell(
      writing,
      'lost',
      id,
      'Whoever passes it over goes another way, which a form cannot say.',
      'Use relevant with an empty answer.',
    );
  }
  addRow(writing, id, {
    type,
    name,
    ...textCells(writing, id, 'label', question.text),
    required: optional ? '' : 'yes',
    constraint: [constraint, checked.text]
      .filter((part) => part !== '')
      .map((part, _, all) => (all.length > 1 && / or /.test(part) ? `(${part})` : part))
      .join(' and '),
    ...(check === null ? {} : textCells(writing, id, 'constraint_message', check.message)),
    default: standard ?? '',
  });
}

function writeChoices(writing: Writing, id: string, question: Question, list: string): void {
  const { choices, flow } = writing;
  if (question.kind === 'consent') {
    for (const value of ['yes', 'no'] as const) {
      const cells = flow.languages.map((language) => [
        `label::${languageHeading(language)}`,
        wordsOf(flow, language)[value],
      ]);
      choices.push({ list_name: list, name: value, ...Object.fromEntries(cells) });
    }
  }
  if (!('options' in question)) return;
  for (const { value, label, when } of question.options) {
    if (when !== undefined)
      tell(
        writing,
        'lost',
        id,
        `The choice "${value}" is offered to everybody; its condition was left out.`,
        'Use choice_filter.',
      );
    if (/\s/.test(value))
      tell(
        writing,
        'changed',
        id,
        `"${value}" has spaces, which names of choices may not have; they became "_".`,
        'Nothing to do, unless results are compared.',
      );
    choices.push({
      list_name: list,
      name: value.replace(/\s+/g, '_'),
      ...textCells(writing, id, 'label', label),
    });
  }
}
