import type { Block } from '../../document/blocks.ts';
import { addText, type BlockBody, freeId } from '../draft.ts';
import { blockIdOf, freeName } from '../names.ts';
import { type Expression, NotCarriedOver } from '../xpath/expression.ts';
import { parseXPath } from '../xpath/parse.ts';
import type { XPathScope } from '../xpath/scope.ts';
import { toCondition } from '../xpath/to-condition.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { optionsOf } from './choice-lists.ts';
import { defaultOf } from './computed.ts';
import { type Form, tell } from './form.ts';
import { type Row, saysYes } from './sheet.ts';
import type { FormQuestion } from './survey.ts';
import { joinTexts, sameText, textOf } from './texts.ts';

type Asked = Pick<FormQuestion, 'row' | 'type' | 'answer'>;

const wrongWords = {
  en: 'Please check your answer.',
  fr: 'Veuillez vérifier votre réponse.',
  sw: 'Tafadhali angalia jibu lako.',
  ar: 'يرجى التحقق من إجابتك.',
};
const otherWords = {
  en: 'Please say which.',
  fr: 'Veuillez préciser.',
  sw: 'Tafadhali eleza.',
  ar: 'يرجى التحديد.',
};

/** Makes the blocks of a question; null where nothing can be asked. */
export function weaveQuestion(form: Form, asked: Asked, next: string): string | null {
  const { row, answer } = asked;
  const id = freeId(form.draft, blockIdOf(answer));
  const { bounds, rest } = constraintOf(form, asked);
  const question = blockOf(form, asked, id, bounds);
  if (question === null) return null;
  const after = weaveOther(form, asked, next);
  const checked = rest === null ? after : weaveCheck(form, row, id, rest, after);
  const standard = defaultOf(form, row);
  const optional = !saysYes(row.cells.get('required'));
  if (standard !== null && !optional) {
    tell(
      form,
      'lost',
      row,
      'default',
      `"${row.cells.get('default')}" cannot be filled in beforehand on a phone.`,
      'Name it in the question, or let the question be passed over.',
    );
  }
  const skip = standard === null || !optional ? after : freeId(form.draft, `${id}-default`);
  if (standard !== null && skip !== after) {
    form.draft.blocks.set(skip, {
      kind: 'set',
      values: { [`answers.${answer}`]: listed(standard, asked) },
      exits: { next: after },
    });
  }
  const exits = { next: checked, ...(optional && skip !== checked ? { skip } : {}) };
  form.draft.blocks.set(id, {
    ...question,
    ...(id.replaceAll('-', '_') === answer ? {} : { answer }),
    ...(optional ? { optional: true } : {}),
    exits,
  } as Block);
  return id;
}

/** The standard value of a question with several choices is a list of them. */
function listed<Standard>(standard: Standard, { type }: Asked): Standard | string[] {
  return type.kind === 'several' && typeof standard === 'string' ? standard.split(/\s+/) : standard;
}

function blockOf(form: Form, asked: Asked, id: string, bounds: Bounds): BlockBody | null {
  const { row, type } = asked;
  const options = type.kind === 'one' || type.kind === 'several' ? optionsOf(form, row, id, type) : null;
  if (options?.length === 0) return null;
  const label = textOf(form, form.survey, row, 'label') ?? sameText(form, { en: asked.answer });
  const text = addText(form.draft, id, joinTexts(label, textOf(form, form.survey, row, 'hint')));
  const own = { text, ...bounds };
  switch (type.kind) {
    case 'one':
      return { kind: 'choice', text, options: options ?? [] } as BlockBody;
    case 'several':
      return { kind: 'choices', ...own, options: options ?? [] } as BlockBody;
    case 'acknowledge': {
      const ok = addText(form.draft, `${id}.ok`, sameText(form, { en: 'OK' }));
      return { kind: 'choice', text, options: [{ value: 'OK', label: ok }] } as BlockBody;
    }
    case 'integer':
      return { kind: 'number', ...own } as BlockBody;
    case 'decimal':
      return { kind: 'number', ...own, decimals: 6 } as BlockBody;
    case 'text':
      return { kind: 'text', ...own } as BlockBody;
    case 'date':
      return { kind: 'date', ...own } as BlockBody;
    case 'note':
    case 'calculate':
      return null;
  }
}

/** What `or_other` asks for after the choice `other`. */
function weaveOther(form: Form, { type, answer }: Asked, next: string): string {
  if ((type.kind !== 'one' && type.kind !== 'several') || !type.orOther) return next;
  const taken = new Set([...form.answers.values()].map((known) => known.answer));
  const other = freeName(`${answer.slice(0, 57)}_other`, taken, '_');
  const id = freeId(form.draft, blockIdOf(other));
  const text = addText(form.draft, id, sameText(form, otherWords));
  const when = { field: `answers.${answer}`, op: type.kind === 'one' ? '=' : 'has', value: 'other' } as const;
  form.answers.set(other, { answer: other, kind: 'text' });
  form.draft.blocks.set(id, { kind: 'text', text, exits: { next } });
  const branch = freeId(form.draft, `${id}-when`);
  form.draft.blocks.set(branch, {
    kind: 'branch',
    cases: [{ when, exit: 'ask' }],
    exits: { ask: id, else: next },
  });
  return branch;
}

/** After the answer: goes on where it fits, else says what is wrong and asks again. */
function weaveCheck(form: Form, row: Row, question: string, rest: Expression, next: string): string {
  const self = form.answers.get(row.cells.get('name') ?? '') ?? null;
  try {
    const when = toCondition(rest, { answers: form.answers, self, columns: null });
    const wrong = freeId(form.draft, `${question}-wrong`);
    const text = textOf(form, form.survey, row, 'constraint_message') ?? sameText(form, wrongWords);
    form.draft.blocks.set(wrong, {
      kind: 'message',
      text: addText(form.draft, wrong, text),
      exits: { next: question },
    });
    const check = freeId(form.draft, `${question}-check`);
    form.draft.blocks.set(check, {
      kind: 'branch',
      cases: [{ when, exit: 'fits' }],
      exits: { fits: next, else: wrong },
    } as Block);
    return check;
  } catch (error) {
    if (!(error instanceof NotCarriedOver)) throw error;
    tellLost(form, row, error.message);
    return next;
  }
}

function constraintOf(form: Form, { row, type, answer }: Asked): { bounds: Bounds; rest: Expression | null } {
  const written = row.cells.get('constraint');
  if (written === undefined) return { bounds: {}, rest: null };
  const self = [...form.answers.values()].find((known) => known.answer === answer) ?? null;
  const scope: XPathScope = { answers: form.answers, self, columns: null };
  try {
    const expression = parseXPath(written);
    const kind = type.kind;
    const found =
      kind === 'integer' || kind === 'decimal' || kind === 'text' || kind === 'date' || kind === 'several'
        ? boundsOf(expression, kind, scope)
        : { bounds: {}, rest: expression };
    if (
      found.rest === null &&
      [...row.cells.keys()].some((column) => column.startsWith('constraint_message'))
    ) {
      tell(
        form,
        'changed',
        row,
        'constraint_message',
        "The bounds are the question's own now, and our own words say them.",
        'Nothing to do; "ujumbe." texts replace our words.',
      );
    }
    return found;
  } catch (error) {
    if (!(error instanceof NotCarriedOver)) throw error;
    tellLost(form, row, error.message);
    return { bounds: {}, rest: null };
  }
}

function tellLost(form: Form, row: Row, why: string): void {
  tell(
    form,
    'lost',
    row,
    'constraint',
    `"${row.cells.get('constraint')}" was left out, so every answer is taken: ${why}`,
    'Say it with bounds, or put a branch behind the question.',
  );
}
