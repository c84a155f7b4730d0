import { wordsOf } from '../../../channels/words.ts';
import { type Block, type Question, questionKinds } from '../../../document/blocks.ts';
import type { Condition } from '../../../document/condition.ts';
import type { ChannelText, Flow } from '../../../document/flow.ts';
import { answerName } from '../../../engine/prepared-flow.ts';
import { languageNameOf } from '../../language-tags.ts';
import { eachOnce, type ReportLine } from '../../report.ts';
import { NotCarriedOver } from '../../xpath/expression.ts';
import type { Sheet } from '../sheet.ts';
import { checkAfter, defaultAfter } from './checks-after.ts';
import { questionRow } from './question-row.ts';
import { onwardExits, reachOf, type Ways } from './reach.ts';
import { type FormNames, quoted, relevanceOf, toXPath } from './to-xpath.ts';

type Writing = {
  readonly flow: Flow;
  readonly names: FormNames;
  readonly ways: ReadonlyMap<string, Ways>;
  readonly rows: Record<string, string>[];
  readonly choices: Record<string, string>[];
  readonly report: ReportLine[];
};

/**
 * Writes a flow as an XLSForm: its questions in a line, and branches as `relevant` where they come down to it. The report has a line for
 * everything a form cannot say.
 */
export function exportXlsForm(flow: Flow): { sheets: Sheet[]; report: ReportLine[] } {
  const report: ReportLine[] = [];
  const checks = new Map(questionsOf(flow).map(([id, question]) => [id, checkAfter(flow, id, question)]));
  const { ways, back } = reachOf(flow, (id, block) => {
    const check = checks.get(id);
    return check == null ? onwardExits(block) : new Map([['next', check.next]]);
  });
  const writing: Writing = { flow, names: namesOf(flow), ways, rows: [], choices: [], report };
  for (const [from, to] of back)
    tell(
      writing,
      'lost',
      from,
      `It leads back to "${to}", and a form goes on only.`,
      'Ask it again in the form.',
    );
  for (const [id] of ways) writeBlock(writing, id, flow.blocks[id]);
  if (
    flow.settings?.sensitive ||
    flow.settings?.menu !== undefined ||
    flow.settings?.onExpire !== undefined
  ) {
    tell(
      writing,
      'lost',
      null,
      'Settings of the conversation, such as "sensitive" or "menu", have no place in a form.',
      'Nothing to do.',
    );
  }
  const id = flow.id.replaceAll('-', '_');
  const settings = [
    { form_title: flow.name ?? flow.id, form_id: id, default_language: languageHeading(flow.languages[0]) },
  ];
  return {
    sheets: [
      table('survey', surveyColumns(flow), writing.rows),
      table('choices', ['list_name', 'name', ...labelColumns(flow, 'label')], writing.choices),
      table('settings', ['form_title', 'form_id', 'default_language'], settings),
    ],
    report: eachOnce(report),
  };
}

function writeBlock(writing: Writing, id: string, block: Block | undefined): void {
  const { flow } = writing;
  switch (block?.kind) {
    case undefined:
    case 'branch':
      return;
    case 'message':
      add(writing, id, {
        type: 'note',
        name: id.replaceAll('-', '_'),
        ...textCells(writing, id, 'label', block.text),
      });
      return;
    case 'end':
      if (block.text !== undefined)
        add(writing, id, {
          type: 'note',
          name: id.replaceAll('-', '_'),
          ...textCells(writing, id, 'label', block.text),
        });
      return;
    case 'set':
      for (const [field, value] of Object.entries(block.values)) {
        const name = writing.names.names.get(field);
        if (isDefault(flow, id)) return;
        if (name === undefined || (typeof value === 'object' && !Array.isArray(value))) {
          tell(writing, 'lost', id, `"${field}" is not worked out in the form.`, 'Write a calculation.');
        } else {
          const calculation =
            typeof value === 'number'
              ? String(value)
              : saying(() => quoted(Array.isArray(value) ? value.join(' ') : String(value))).text;
          add(writing, id, { type: 'calculate', name, calculation });
        }
      }
      return;
    case 'call':
    case 'http':
    case 'send_sms':
    case 'task':
    case 'refer':
    case 'group':
      tell(
        writing,
        'lost',
        id,
        `A form cannot do what a block of kind "${block.kind}" does.`,
        'Do it after the form was sent.',
      );
      return;
    default:
      if (block !== undefined && isQuestion(block)) writeQuestion(writing, id, block);
  }
}

function writeQuestion(writing: Writing, id: string, question: Question): void {
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
  add(writing, id, {
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

/** Adds a row with what makes it relevant. */
function add(writing: Writing, id: string, cells: Record<string, string>): void {
  const { flow, ways, names } = writing;
  const fieldOf = (block: string) => {
    const passed = flow.blocks[block];
    return passed !== undefined && isQuestion(passed) ? `answers.${answerName(block, passed)}` : block;
  };
  const relevant = saying(() => relevanceOf(ways.get(id) ?? [], flow.blocks, fieldOf, names));
  if (relevant.lost !== null)
    tell(
      writing,
      'lost',
      id,
      `When it is asked was left out, so it always is: ${relevant.lost}`,
      'Write what makes it relevant.',
    );
  writing.rows.push({ ...cells, relevant: relevant.text });
}

/** A text in every language, `{{answers.x}}` as `${x}`. */
function textCells(writing: Writing, id: string, column: string, key: string): Record<string, string> {
  const { flow, names } = writing;
  return Object.fromEntries(
    flow.languages.map((language) => {
      const text = defaultText(flow.texts[key]?.[language] ?? '');
      const shown = text.replace(
        /\{\{\s*([\w.]+?)(?:\.(?:label|value))?\s*(\|[^{}]*)?\}\}/g,
        (whole, field: string) => {
          const name = names.names.get(field);
          if (name === undefined)
            tell(
              writing,
              'lost',
              id,
              `"${whole}" was left out of a text: a form does not know it.`,
              'Say it without.',
            );
          return name === undefined ? '' : `\${${name}}`;
        },
      );
      return [`${column}::${languageHeading(language)}`, shown];
    }),
  );
}

function namesOf(flow: Flow): FormNames {
  const questions = questionsOf(flow);
  const names = new Map(
    questions.map(([id, question]) => [`answers.${answerName(id, question)}`, answerName(id, question)]),
  );
  const taken = new Set(names.values());
  for (const block of Object.values(flow.blocks)) {
    if (block.kind !== 'set') continue;
    for (const [field, value] of Object.entries(block.values)) {
      if (typeof value === 'object' && !Array.isArray(value)) continue;
      const [root, name = ''] = field.split('.');
      if ((root === 'answers' || root === 'vars') && !names.has(field) && !taken.has(name))
        names.set(field, name);
    }
  }
  const dates = questions
    .filter(([, { kind }]) => kind === 'date')
    .map(([id, question]) => `answers.${answerName(id, question)}`);
  return { names, dates: new Set(dates), self: null };
}

/** Whether a block only gives a passed over question its standard value, which is a column of that question. */
function isDefault(flow: Flow, id: string): boolean {
  return questionsOf(flow).some(
    ([own, question]) =>
      question.exits?.skip === id && defaultAfter(flow, question, answerName(own, question)) !== null,
  );
}

function questionsOf(flow: Flow): [string, Question][] {
  return Object.entries(flow.blocks).flatMap(([id, block]) =>
    isQuestion(block) ? [[id, block] as [string, Question]] : [],
  );
}

function isQuestion(block: Block): block is Question {
  return (questionKinds as readonly string[]).includes(block.kind);
}

function saying(say: () => string): { readonly text: string; readonly lost: string | null } {
  try {
    return { text: say(), lost: null };
  } catch (error) {
    if (!(error instanceof NotCarriedOver)) throw error;
    return { text: '', lost: error.message };
  }
}

function defaultText(text: ChannelText): string {
  return typeof text === 'string' ? text : text.default;
}

function languageHeading(tag: string): string {
  return `${languageNameOf(tag)} (${tag})`;
}

function labelColumns(flow: Flow, column: string): string[] {
  return flow.languages.map((language) => `${column}::${languageHeading(language)}`);
}

function surveyColumns(flow: Flow): string[] {
  return [
    'type',
    'name',
    ...labelColumns(flow, 'label'),
    'required',
    'relevant',
    'constraint',
    ...labelColumns(flow, 'constraint_message'),
    'calculation',
    'default',
  ];
}

function table(name: string, columns: readonly string[], rows: readonly Record<string, string>[]): Sheet {
  return { name, rows: [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))] };
}

function tell(
  { flow, report }: Writing,
  kind: ReportLine['kind'],
  node: string | null,
  what: string,
  advice: string,
): void {
  report.push({ kind, place: { flow: flow.id, node }, what, advice });
}
