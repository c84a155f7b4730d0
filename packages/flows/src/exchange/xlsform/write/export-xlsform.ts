import { isQuestion } from '../../../checks/flow-view.ts';
import type { Block } from '../../../document/blocks.ts';
import type { Flow } from '../../../document/flow.ts';
import { answerName } from '../../../engine/prepared-flow.ts';
import { eachOnce, type ReportLine } from '../../report.ts';
import type { Sheet } from '../sheet.ts';
import { checkAfter, defaultAfter } from './checks-after.ts';
import { namesOf, questionsOf } from './form-names.ts';
import { onwardExits, reachOf } from './reach.ts';
import { tellLosses, tellSettings } from './tell-losses.ts';
import { quoted } from './to-xpath.ts';
import { writeQuestion } from './write-question.ts';
import { addRow, languageHeading, saying, tell, textCells, type Writing } from './writing.ts';

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
  tellSettings(writing, flow);
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
  if (block !== undefined) tellLosses(writing, id, block);
  switch (block?.kind) {
    case undefined:
    case 'branch':
      return;
    case 'message':
      addRow(writing, id, {
        type: 'note',
        name: id.replaceAll('-', '_'),
        ...textCells(writing, id, 'label', block.text),
      });
      return;
    case 'end':
      if (block.text !== undefined)
        addRow(writing, id, {
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
          addRow(writing, id, { type: 'calculate', name, calculation });
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

/** Whether a block only gives a passed over question its standard value, which is a column of that question. */
function isDefault(flow: Flow, id: string): boolean {
  return questionsOf(flow).some(
    ([own, question]) =>
      question.exits?.skip === id && defaultAfter(flow, question, answerName(own, question)) !== null,
  );
}

function labelColumns(flow: Flow, column: string): string[] {
  return flow.languages.map((language) => `${column}::${languageHeading(language)}`);
}
