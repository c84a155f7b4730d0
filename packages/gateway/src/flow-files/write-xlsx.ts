import type { Cell, Sheet } from '@ujumbe/flows';
import writeSheets from 'write-excel-file/node';

/** Longest text a cell may hold, and most rows and characters of a name, as spreadsheet programs have them. */
const most = { text: 32_767, rows: 1_048_576, name: 31 } as const;

/**
 * Writes a workbook. Texts are written as texts, whatever they begin with, so that no `=` becomes a formula; numbers and truths keep their
 * type. The first row is shown in bold. Texts longer than 32,767 characters are cut, as a cell holds no more.
 *
 * @throws RangeError for more rows than a sheet can have, or no sheet at all
 */
export async function writeXlsx(sheets: readonly Sheet[]): Promise<Buffer> {
  if (sheets.length === 0) throw new RangeError('A workbook needs a sheet; there is none to write.');
  const names = new Set<string>();
  return writeSheets(
    sheets.map(({ name, rows }) => {
      if (rows.length > most.rows) {
        throw new RangeError(
          `The sheet "${name}" would have ${rows.length} rows; ${most.rows} fit. Export it as CSV.`,
        );
      }
      return {
        sheet: sheetName(name, names),
        data: rows.map((row, index) => row.map((cell) => cellFor(cell, index === 0))),
        ...(rows.length > 1 ? { stickyRowsCount: 1 } : {}),
      };
    }),
  ).toBuffer();
}

function cellFor(value: Cell, heading: boolean) {
  if (value === null || value === '') return null;
  const bold = heading ? ({ fontWeight: 'bold' } as const) : {};
  if (typeof value === 'string') return { value: value.slice(0, most.text), type: String, ...bold };
  if (typeof value === 'number') {
    return Number.isFinite(value)
      ? { value, type: Number, ...bold }
      : { value: String(value), type: String, ...bold };
  }
  return { value, type: Boolean, ...bold };
}

/** Without what may not be in it, and not the same as another's, for which case does not count. */
function sheetName(wished: string, taken: Set<string>): string {
  const plain =
    wished
      .replace(/[[\]:*?/\\]/g, ' ')
      .replace(/^'+|'+$/g, '')
      .trim()
      .slice(0, most.name) || 'Sheet';
  let name = plain;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) {
    const ending = ` ${count}`;
    name = `${plain.slice(0, most.name - ending.length)}${ending}`;
  }
  taken.add(name.toLowerCase());
  return name;
}
