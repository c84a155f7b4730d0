/** What a cell holds. Days are `YYYY-MM-DD`. */
export type Cell = string | number | boolean | null;

/** A sheet of a workbook: rows of cells, from the first row and column on. */
export type Sheet = { readonly name: string; readonly rows: readonly (readonly Cell[])[] };

/** A row under its headings. The number is the one the spreadsheet shows. Empty cells are left out. */
export type Row = { readonly number: number; readonly cells: ReadonlyMap<string, string> };

/** A sheet as a table: its headings as they were written, and by which name they are read. */
export type Table = {
  readonly sheet: string;
  readonly headings: ReadonlyMap<string, string>;
  readonly rows: readonly Row[];
};

const aliases: Readonly<Record<string, string>> = {
  caption: 'label',
  relevance: 'relevant',
  calculate: 'calculation',
  read_only: 'readonly',
  value: 'name',
  list: 'list_name',
  title: 'form_title',
  id_string: 'form_id',
  form_language: 'default_language',
  repeat: 'repeat_count',
};

/**
 * Reads a sheet by its headings, the first row that is not empty. `label::English (en)` stays apart from `label`; what comes
 * before the colons is read without regard to case, spaces and hyphens.
 */
export function tableOf(sheets: readonly Sheet[], name: string): Table | null {
  const sheet = sheets.find((each) => each.name.trim().toLowerCase() === name);
  if (sheet === undefined) return null;
  const first = sheet.rows.findIndex((row) => row.some((cell) => cellText(cell) !== ''));
  const headings = new Map<string, string>();
  const columns = (sheet.rows[first] ?? []).map((cell) => {
    const written = cellText(cell);
    const heading = headingOf(written);
    if (heading === '' || headings.has(heading)) return '';
    headings.set(heading, written);
    return heading;
  });
  const rows = sheet.rows.slice(first + 1).flatMap((row, index) => {
    const cells = new Map<string, string>();
    row.forEach((cell, column) => {
      const heading = columns[column] ?? '';
      const text = cellText(cell);
      if (heading !== '' && text !== '') cells.set(heading, text);
    });
    return cells.size === 0 ? [] : [{ number: first + index + 2, cells }];
  });
  return { sheet: sheet.name, headings, rows };
}

/** Headings `<column>::<language>` of a table, in their order. */
export function translationsOf(table: Table, column: string): { heading: string; language: string }[] {
  return [...table.headings.keys()]
    .filter((heading) => heading.startsWith(`${column}::`))
    .map((heading) => ({ heading, language: heading.slice(column.length + 2) }));
}

/** Whether a cell says yes, as XLSForm reads it. */
export function saysYes(text: string | undefined): boolean {
  return text !== undefined && ['yes', 'true', 'true()', '1', 'y'].includes(text.trim().toLowerCase());
}

function headingOf(written: string): string {
  const [column = '', ...rest] = written.split(/\s*::?\s*/);
  const folded = column
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const known = (Object.hasOwn(aliases, folded) ? aliases[folded] : undefined) ?? folded;
  // `list name` is the older spelling of list_name, which the folding has made alike.
  return rest.length === 0 ? known : `${known}::${rest.join('::')}`;
}

function cellText(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell).trim();
}
