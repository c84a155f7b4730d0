import type { Draft } from '../draft.ts';
import type { ReportLine } from '../report.ts';
import type { Known } from '../xpath/scope.ts';
import type { Row, Table } from './sheet.ts';

/** A row of the sheet `choices`. Its other columns are what filters ask for. */
export type ListedChoice = { readonly value: string; readonly row: Row };

/** A form while it is made into a flow. */
export type Form = {
  readonly survey: Table;
  readonly choices: Table | null;
  readonly lists: ReadonlyMap<string, readonly ListedChoice[]>;
  /** Questions by the name they have in the form. */
  readonly answers: Map<string, Known>;
  /** Which language a heading such as `label::English (en)` is in: its part after the colons, and '' for a bare `label`. */
  readonly languageOf: ReadonlyMap<string, string>;
  readonly draft: Draft;
  readonly report: ReportLine[];
};

/** Adds a line to the report about a cell of the survey. */
export function tell(
  form: Form,
  kind: ReportLine['kind'],
  row: Row | null,
  column: string | null,
  what: string,
  advice: string,
): void {
  const place = { sheet: form.survey.sheet, row: row?.number ?? null, column };
  form.report.push({ kind, place, what, advice });
}
