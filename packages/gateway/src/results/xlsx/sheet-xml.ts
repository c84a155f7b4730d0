import type { Cell, Row } from '../cell.ts';

/** What a worksheet holds, the header included. */
export const MAX_ROWS = 1_048_576;
/** Characters a cell can hold. */
const MAX_TEXT = 32_767;
/** Styles of `workbook-parts.ts`, by their place. */
const style = { bold: 1, instant: 2, day: 3 } as const;

const DAY = 86_400_000;
/** Spreadsheets count days from here. */
const EPOCH = Date.UTC(1899, 11, 30);
/** 1900-03-01: earlier days are another day in each spreadsheet, or none. They are written as text. */
const FIRST_DAY = 61;

/** What XML 1.0 cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export const sheetStart =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>';
export const sheetEnd = '</sheetData></worksheet>';

/** Rows of a worksheet. Texts are texts whatever they look like: nothing becomes a formula. @param first number of the first row, from 1 */
export function rowsXml(rows: readonly Row[], first: number): string {
  return rows.map((row, i) => rowXml(row, first + i, false)).join('');
}

export function headerXml(header: readonly string[]): string {
  return rowXml(header, 1, true);
}

function rowXml(row: Row, number: number, isHeader: boolean): string {
  const cells = row.map((cell, column) => cellXml(cell, `${columnName(column)}${number}`, isHeader));
  return `<row r="${number}">${cells.join('')}</row>`;
}

function cellXml(cell: Cell, place: string, isHeader: boolean): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (cell instanceof Date) return dated(place, style.instant, (cell.getTime() - EPOCH) / DAY);
  if (typeof cell !== 'string') {
    const days = (Date.parse(cell.day) - EPOCH) / DAY;
    return days >= FIRST_DAY ? dated(place, style.day, days) : cellXml(cell.day, place, isHeader);
  }
  const look = isHeader ? ` s="${style.bold}"` : '';
  return `<c r="${place}"${look} t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

function dated(place: string, look: number, days: number): string {
  return `<c r="${place}" s="${look}"><v>${days}</v></c>`;
}

/** As XML text. A text of the form `_x0041_` would be read as a character, so that its first underscore is written as one. */
export function escaped(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .toWellFormed()
    .replace(UNWRITABLE, '\ufffd')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

/** A for 0, Z for 25, AA for 26. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
