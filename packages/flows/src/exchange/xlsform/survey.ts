import { answerNameOf, freeName } from '../names.ts';
import type { AnswerKind } from '../xpath/scope.ts';
import { isSayable } from './computed.ts';
import { type Form, tell } from './form.ts';
import { type RowType, rowTypeOf } from './row-type.ts';
import type { Row } from './sheet.ts';

export type FormQuestion = {
  readonly kind: 'question';
  readonly row: Row;
  readonly type: Exclude<RowType, { kind: 'begin' | 'end' | 'refused' }>;
  /** Name of its answer in the flow. */
  readonly answer: string;
};
export type FormGroup = { readonly kind: 'group'; readonly row: Row; readonly items: readonly FormItem[] };
export type FormItem = FormQuestion | FormGroup;

const answerKinds = {
  text: 'text',
  integer: 'number',
  decimal: 'number',
  date: 'date',
  acknowledge: 'one',
  calculate: 'any',
  one: 'one',
  several: 'several',
} as const satisfies Partial<Record<FormQuestion['type']['kind'], AnswerKind>>;

/**
 * The survey as questions within groups. What cannot be carried over is told and left out; the others get their names, in
 * `form.answers`, because a question may ask for one that comes later.
 */
export function readSurvey(form: Form): FormItem[] {
  const taken = new Set<string>();
  const { rows } = form.survey;
  let at = 0;

  function items(until: 'group' | null): FormItem[] {
    const found: FormItem[] = [];
    for (let row = rows[at]; row !== undefined; row = rows[at]) {
      at += 1;
      const written = row.cells.get('type');
      if (written === undefined) {
        if (row.cells.has('name') || row.cells.has('label')) {
          tell(form, 'lost', row, 'type', 'The row has no type.', 'Give it one.');
        }
        continue;
      }
      const type = rowTypeOf(written);
      if (type.kind === 'end') {
        if (type.of === until) return found;
        tell(
          form,
          'changed',
          row,
          'type',
          `"${written}" ends nothing that was begun; it was passed over.`,
          'Take it away.',
        );
      } else if (type.kind === 'begin') {
        if (type.of === 'repeat') skipRepeat(row);
        else found.push({ kind: 'group', row, items: items('group') });
      } else if (type.kind === 'refused') {
        tell(
          form,
          'lost',
          row,
          'type',
          `A question of type "${written}" cannot be asked by text.`,
          type.advice,
        );
      } else {
        found.push(question(row, type));
      }
    }
    if (until !== null)
      tell(form, 'changed', null, 'type', 'A group is begun and not ended.', 'Add "end group".');
    return found;
  }

  function question(row: Row, type: FormQuestion['type']): FormQuestion {
    const name = row.cells.get('name') ?? '';
    const answer = freeName(answerNameOf(name), taken, '_');
    const kind = type.kind === 'note' ? null : answerKinds[type.kind];
    if (kind !== null && answer !== name) {
      tell(
        form,
        'changed',
        row,
        'name',
        `"${name}" cannot be the name of an answer; it became "${answer}".`,
        'Use lower case letters, digits and _.',
      );
    }
    const asked = !('list' in type) || (form.lists.get(type.list) ?? []).length > 0;
    if (kind !== null && asked && name !== '' && !form.answers.has(name))
      form.answers.set(name, { answer, kind });
    return { kind: 'question', row, type, answer };
  }

  function skipRepeat(begin: Row): void {
    tell(
      form,
      'lost',
      begin,
      'type',
      `The repeat "${begin.cells.get('name') ?? ''}" cannot be asked by text.`,
      'Ask for how many there are, then for each of the first few.',
    );
    let depth = 1;
    for (let row = rows[at]; row !== undefined && depth > 0; row = rows[at]) {
      at += 1;
      const type = rowTypeOf(row.cells.get('type') ?? '');
      if (type.kind === 'begin' && type.of === 'repeat') depth += 1;
      else if (type.kind === 'end' && type.of === 'repeat') depth -= 1;
      else if (type.kind !== 'begin' && type.kind !== 'end') {
        tell(
          form,
          'lost',
          row,
          'type',
          `"${row.cells.get('name') ?? ''}" is within a repeat.`,
          'See the line of the repeat.',
        );
      }
    }
  }

  const whole = items(null);
  forgetUnsayable(form, whole);
  return whole;
}

/** Calculations that cannot be said give no answers, and neither do those that ask for them. */
function forgetUnsayable(form: Form, items: readonly FormItem[]): void {
  const calculations = flattened(items).filter(({ type }) => type.kind === 'calculate');
  for (let changed = true; changed; ) {
    const lost = calculations.filter(
      ({ row }) =>
        form.answers.has(row.cells.get('name') ?? '') && !isSayable(form, row.cells.get('calculation')),
    );
    for (const { row } of lost) form.answers.delete(row.cells.get('name') ?? '');
    changed = lost.length > 0;
  }
}

function flattened(items: readonly FormItem[]): FormQuestion[] {
  return items.flatMap((item) => (item.kind === 'group' ? flattened(item.items) : [item]));
}
