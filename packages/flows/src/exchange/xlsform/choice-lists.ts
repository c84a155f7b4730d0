import type { ChoiceOption } from '../../document/blocks.ts';
import { addText } from '../draft.ts';
import { keyPartOf } from '../names.ts';
import { NotCarriedOver } from '../xpath/expression.ts';
import { parseXPath } from '../xpath/parse.ts';
import { choiceValue } from '../xpath/resolve.ts';
import { isAlways, isNever, toCondition } from '../xpath/to-condition.ts';
import { type Form, type ListedChoice, tell } from './form.ts';
import type { Row, Table } from './sheet.ts';
import { sameText, textOf } from './texts.ts';

const MOST = 50;

/** Choices by the name of their list, in the order of the sheet. */
export function listsOf(choices: Table | null): Map<string, ListedChoice[]> {
  const lists = new Map<string, ListedChoice[]>();
  for (const row of choices?.rows ?? []) {
    const list = row.cells.get('list_name');
    const value = row.cells.get('name');
    if (list === undefined || value === undefined) continue;
    lists.set(list, [...(lists.get(list) ?? []), { value, row }]);
  }
  return lists;
}

/** The options of a question with choices; empty where there are none, which is told. */
export function optionsOf(
  form: Form,
  row: Row,
  key: string,
  {
    kind,
    list,
    orOther,
  }: { readonly kind: 'one' | 'several'; readonly list: string; readonly orOther: boolean },
): ChoiceOption[] {
  const single = kind === 'one';
  const listed = form.lists.get(list) ?? [];
  const wanted = Math.min(listed.length, orOther ? MOST - 1 : MOST);
  if (listed.length === 0) {
    tell(form, 'lost', row, 'type', `There is no list "${list}" in the sheet choices.`, 'Add its choices.');
    return [];
  }
  if (wanted < listed.length) {
    tell(
      form,
      'lost',
      row,
      'type',
      `The list "${list}" has ${listed.length} choices; only the first ${wanted} can be offered.`,
      'Ask for a region first, then for what is in it.',
    );
  }
  const valueIn = (name: string) => (single ? choiceValue(name) : name);
  const values = new Set<string>();
  const options = listed.slice(0, wanted).flatMap((choice, index) => {
    if (values.has(choice.value) || choice.value.length > 80) {
      tell(
        form,
        'lost',
        choice.row,
        'name',
        `The choice "${choice.value}" of "${list}" is there twice or too long.`,
        'Give it a name of its own.',
      );
      return [];
    }
    values.add(choice.value);
    const when = filterOf(form, row, choice);
    if (when !== undefined && isNever(when)) return [];
    const text =
      textOf(form, form.choices ?? form.survey, choice.row, 'label') ?? sameText(form, { en: choice.value });
    const label = addText(form.draft, `${key}.${keyPartOf(choice.value) || index + 1}`, text);
    return [
      { value: valueIn(choice.value), label, ...(when === undefined || isAlways(when) ? {} : { when }) },
    ];
  });
  if (!orOther || values.has('other')) return options;
  tell(
    form,
    'changed',
    row,
    'type',
    'or_other became a choice "other" and a question what it is.',
    'Look at their words.',
  );
  const label = addText(form.draft, `${key}.other`, sameText(form, otherWords));
  return [...options, { value: 'other', label }];
}

const otherWords = { en: 'Other', fr: 'Autre', sw: 'Nyingine', ar: 'أخرى', pt: 'Outro', es: 'Otro' };

function filterOf(form: Form, row: Row, choice: ListedChoice): ChoiceOption['when'] {
  const filter = row.cells.get('choice_filter');
  if (filter === undefined) return undefined;
  try {
    const scope = { answers: form.answers, self: null, columns: choice.row.cells };
    return toCondition(parseXPath(filter), scope) as ChoiceOption['when'];
  } catch (error) {
    if (!(error instanceof NotCarriedOver)) throw error;
    const told = form.report.some(
      ({ place }) => 'sheet' in place && place.row === row.number && place.column === 'choice_filter',
    );
    if (!told)
      tell(
        form,
        'lost',
        row,
        'choice_filter',
        `"${filter}" was left out and every choice is offered: ${error.message}`,
        'Say it more simply.',
      );
    return undefined;
  }
}
