/** Where something stands in a workbook. Rows count from 1, as spreadsheets show them. */
export type SheetPlace = {
  readonly sheet: string;
  readonly row: number | null;
  readonly column: string | null;
};

/** Where something stands in a document with flows. The node is its id there. */
export type FlowPlace = { readonly flow: string; readonly node: string | null };

/**
 * What an import or export has to say about one place. `error`: nothing could be made of the whole. `lost`: this is not in what was
 * made. `changed`: it is, but not word for word.
 */
export type ReportLine = {
  readonly kind: 'error' | 'lost' | 'changed';
  readonly place: SheetPlace | FlowPlace;
  /** What was not carried over as it stood, with the value it is about. */
  readonly what: string;
  /** What to do about it. */
  readonly advice: string;
};

/** A line of a report as people read it. */
export function describeLine({ kind, place, what, advice }: ReportLine): string {
  const where =
    'sheet' in place
      ? [place.sheet, place.row === null ? null : `row ${place.row}`, place.column]
      : [place.flow, place.node];
  return `${where.filter((part) => part !== null && part !== '').join(', ')}: ${kind}: ${what} ${advice}`;
}

/** A report without lines that are there twice: a text is read in each language, and a list of choices for each question that has it. */
export function eachOnce(report: readonly ReportLine[]): ReportLine[] {
  return [...new Map(report.map((line) => [JSON.stringify(line), line])).values()];
}
