import { type Flow, limits } from '../../document/flow.ts';
import { finishDraft, freeId, newDraft } from '../draft.ts';
import { flowIdOf } from '../names.ts';
import { withOwnWords } from '../own-words.ts';
import { eachOnce, type ReportLine } from '../report.ts';
import { listsOf } from './choice-lists.ts';
import { surveyColumns } from './columns.ts';
import type { Form } from './form.ts';
import { languagesOf } from './languages.ts';
import { type Row, type Sheet, type Table, tableOf } from './sheet.ts';
import { readSurvey } from './survey.ts';
import { weave } from './weave.ts';

const settingsRead = new Set(['form_title', 'form_id', 'default_language', 'version']);

/**
 * Makes a flow of an XLSForm: the sheets `survey`, `choices` and `settings` (xlsform.org). The report has a line for everything that
 * was not carried over as it stands. The flow is null where there is nothing to ask.
 *
 * @param file name of the workbook without its ending: what a form is called that has neither id nor title
 */
export function importXlsForm(
  sheets: readonly Sheet[],
  file = 'form',
): { flow: Flow | null; report: ReportLine[] } {
  const report: ReportLine[] = [];
  const survey = tableOf(sheets, 'survey');
  if (survey === null || !survey.headings.has('type')) {
    const names = sheets.map(({ name }) => `"${name}"`).join(', ');
    const what =
      survey === null
        ? `There is no sheet "survey" among ${names || 'none'}.`
        : 'The sheet has no column "type".';
    const place = { sheet: 'survey', row: null, column: null };
    report.push({
      kind: 'error',
      place,
      what,
      advice: 'An XLSForm has a sheet survey with the columns type, name and label.',
    });
    return { flow: null, report };
  }
  const choices = tableOf(sheets, 'choices');
  const settings = tableOf(sheets, 'settings')?.rows[0]?.cells ?? new Map<string, string>();
  const tables = choices === null ? [survey] : [survey, choices];
  const { languages, languageOf } = languagesOf(tables, settings.get('default_language'), report);
  const form: Form = {
    survey,
    choices,
    lists: listsOf(choices),
    answers: new Map(),
    languageOf,
    draft: newDraft(languages),
    report,
  };
  tellUnreadColumns(form);
  tellUnreadSettings(tableOf(sheets, 'settings'), report);
  const items = readSurvey(form);
  const end = freeId(form.draft, 'end');
  const entry = weave(form, items, end);
  sortByRow(report);
  if (entry === end) {
    const place = { sheet: survey.sheet, row: null, column: null };
    report.push({
      kind: 'error',
      place,
      what: 'No row of the form could be asked or said.',
      advice: 'See the lines above.',
    });
    return { flow: null, report };
  }
  form.draft.blocks.set(end, { kind: 'end' });
  const title = settings.get('form_title') ?? '';
  const id = flowIdOf(settings.get('form_id') ?? (title === '' ? file : title));
  if (form.draft.blocks.size > limits.blocks) {
    const place = { sheet: survey.sheet, row: null, column: null };
    const what = `The form would have ${form.draft.blocks.size} blocks; ${limits.blocks} may be.`;
    return {
      flow: null,
      report: [...report, { kind: 'error', place, what, advice: 'Divide it into several.' }],
    };
  }
  const { flow, languages: without } = withOwnWords(finishDraft(form.draft, { id, name: title, entry }));
  if (without.length > 0) {
    const place = { sheet: survey.sheet, row: null, column: null };
    report.unshift({
      kind: 'changed',
      place,
      what: `We have no words of our own in ${without.join(', ')}, such as for a wrong entry; others stand in.`,
      advice: 'Translate the texts that begin with "ujumbe.".',
    });
  }
  return { flow, report: eachOnce(report) };
}

/** Columns nobody reads get a line each, not one for every row. */
function tellUnreadColumns({ survey, report }: Form): void {
  for (const [heading, written] of survey.headings) {
    const [column = ''] = heading.split('::');
    const rows = survey.rows.filter(({ cells }) => cells.has(heading));
    if (
      surveyColumns.has(heading) ||
      (surveyColumns.has(column) && heading.includes('::')) ||
      rows.length === 0
    )
      continue;
    report.push({
      kind: 'lost',
      place: { sheet: survey.sheet, row: null, column: written },
      what: `The column is not read (${rows.length} ${rows.length === 1 ? 'row has' : 'rows have'} something in it).`,
      advice:
        column === 'appearance'
          ? 'Nothing to do: a phone shows every question alike.'
          : 'Look whether the form can do without.',
    });
  }
}

function tellUnreadSettings(settings: Table | null, report: ReportLine[]): void {
  const first: Row | undefined = settings?.rows[0];
  if (settings === null || first === undefined) return;
  for (const column of first.cells.keys()) {
    if (settingsRead.has(column)) continue;
    const place = {
      sheet: settings.sheet,
      row: first.number,
      column: settings.headings.get(column) ?? column,
    };
    report.push({
      kind: 'lost',
      place,
      what: `"${first.cells.get(column)}" has no meaning here.`,
      advice: 'Nothing to do.',
    });
  }
}

/** What is about the whole first, then from the top of the form to its end, the choices after the survey. */
function sortByRow(report: ReportLine[]): void {
  const key = ({ place }: ReportLine) =>
    'sheet' in place ? (place.row ?? 0) + (place.sheet === 'choices' ? 1_000_000 : 0) : 0;
  report.sort((left, right) => key(left) - key(right));
}
