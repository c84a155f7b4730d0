import type { Block } from '../../document/blocks.ts';
import type { Condition } from '../../document/condition.ts';
import { addText, freeId } from '../draft.ts';
import { blockIdOf, wordsIdOf } from '../names.ts';
import { NotCarriedOver } from '../xpath/expression.ts';
import { parseXPath } from '../xpath/parse.ts';
import { isAlways, toCondition } from '../xpath/to-condition.ts';
import { unusedColumns } from './columns.ts';
import { computedOf } from './computed.ts';
import { type Form, tell } from './form.ts';
import { weaveQuestion } from './question.ts';
import type { Row } from './sheet.ts';
import type { FormGroup, FormItem, FormQuestion } from './survey.ts';
import { joinTexts, tellUnused, textOf } from './texts.ts';

/**
 * Makes blocks of items, the last first, because each has to know where it leads.
 *
 * @param next block that comes after them
 * @returns the block they begin with
 */
export function weave(form: Form, items: readonly FormItem[], next: string): string {
  return items.reduceRight(
    (after, item) => (item.kind === 'group' ? weaveGroup(form, item, after) : weaveRow(form, item, after)),
    next,
  );
}

function weaveGroup(form: Form, group: FormGroup, next: string): string {
  const { row } = group;
  const inside = weave(form, group.items, next);
  const heading = textOf(form, form.survey, row, 'label');
  const name = row.cells.get('name') ?? 'group';
  const entry =
    heading === null || inside === next ? inside : addMessage(form, `${name}-heading`, heading, inside);
  return onlyWhen(form, row, name, entry, next);
}

function weaveRow(form: Form, item: FormQuestion, next: string): string {
  const { row, type, answer } = item;
  tellUnused(form, row, unusedColumns, 'Look whether the question can be asked without.');
  if (type.kind === 'note') {
    const text = textOf(form, form.survey, row, 'label');
    if (text === null) return next;
    const hint = textOf(form, form.survey, row, 'hint');
    const entry = addMessage(form, row.cells.get('name') ?? 'note', joinTexts(text, hint), next);
    return onlyWhen(form, row, answer, entry, next);
  }
  if (type.kind === 'calculate') {
    const value = computedOf(form, row, 'calculation');
    if (value === null) return next;
    const id = freeId(form.draft, blockIdOf(answer));
    form.draft.blocks.set(id, { kind: 'set', values: { [`answers.${answer}`]: value }, exits: { next } });
    return onlyWhen(form, row, answer, id, next);
  }
  const entry = weaveQuestion(form, { row, type, answer }, next);
  return entry === null ? next : onlyWhen(form, row, answer, entry, next);
}

/** Puts the branch before a block that `relevant` asks for. */
function onlyWhen(form: Form, row: Row, name: string, entry: string, next: string): string {
  const written = row.cells.get('relevant');
  if (written === undefined || entry === next) return entry;
  const when = conditionOf(form, row, written);
  if (when === null || isAlways(when)) return entry;
  const id = freeId(form.draft, `${wordsIdOf(name, 'group')}-when`);
  form.draft.blocks.set(id, {
    kind: 'branch',
    cases: [{ when, exit: 'ask' }],
    exits: { ask: entry, else: next },
  } as Block);
  return id;
}

function conditionOf(form: Form, row: Row, written: string): Condition | null {
  try {
    return toCondition(parseXPath(written), { answers: form.answers, self: null, columns: null });
  } catch (error) {
    if (!(error instanceof NotCarriedOver)) throw error;
    tell(
      form,
      'lost',
      row,
      'relevant',
      `"${written}" was left out, so this is always asked: ${error.message}`,
      'Put a branch before it.',
    );
    return null;
  }
}

function addMessage(form: Form, name: string, text: Readonly<Record<string, string>>, next: string): string {
  const id = freeId(form.draft, wordsIdOf(name, 'note'));
  form.draft.blocks.set(id, { kind: 'message', text: addText(form.draft, id, text), exits: { next } });
  return id;
}
