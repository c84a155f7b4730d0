import { SaxesParser } from 'saxes';
import { UnreadableFile } from './unreadable-file.ts';
import { workbookLimits } from './workbook-limits.ts';
import { damaged } from './zip-directory.ts';

const DEEPEST = 64;
const DECLARATION = /<!(?!--|\[CDATA\[)/;

/**
 * Looks at an XML part of a workbook before it is given to a reader that makes rows of it: a single cell that says it stands in the
 * last row of all would make it a table of millions of cells.
 *
 * @throws UnreadableFile
 */
export function guardPart(name: string, bytes: Buffer): void {
  const text = bytes.toString('utf8');
  if (DECLARATION.test(text)) throw damaged(`"${name}" holds a declaration`);
  const parser = new SaxesParser();
  let depth = 0;
  let sheets = 0;
  let rows = 0;
  let cells = 0;
  parser.on('error', () => {
    throw damaged(`"${name}" is no well-formed XML`);
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > DEEPEST) throw damaged(`"${name}" is nested too deep`);
    const element = tag.name.slice(tag.name.indexOf(':') + 1);
    if (element === 'sheet') {
      sheets += 1;
      if (sheets > workbookLimits.sheets) throw tooMany('sheets', workbookLimits.sheets);
    } else if (element === 'row') {
      rows += 1;
      cells = 0;
      guardRow(Math.max(rows, referenceOf(tag.attributes, /^(\d{1,7})$/) ?? 0));
    } else if (element === 'c') {
      cells += 1;
      guardRow(referenceOf(tag.attributes, /^[A-Z]{1,3}(\d{1,7})$/) ?? 0);
      guardColumn(Math.max(cells, columnNumber(tag.attributes)));
    }
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  parser.write(text).close();
}

type Attributes = Readonly<Record<string, unknown>>;

function guardRow(row: number): void {
  if (row > workbookLimits.rows) throw tooMany('rows', workbookLimits.rows);
}

function guardColumn(column: number): void {
  if (column > workbookLimits.columns) throw tooMany('columns', workbookLimits.columns);
}

/** The number in `r`, whatever its prefix; a reference of another shape is refused, since readers would guess. */
function referenceOf(attributes: Attributes, shape: RegExp): number | null {
  const written = reference(attributes);
  if (written === null) return null;
  const match = shape.exec(written);
  if (match === null) throw damaged(`"${written}" is no place in a sheet`);
  return Number(match[1]);
}

function columnNumber(attributes: Attributes): number {
  const letters = reference(attributes)?.replace(/\d+$/, '') ?? '';
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}

function reference(attributes: Attributes): string | null {
  const name = Object.keys(attributes).find((key) => key === 'r' || key.endsWith(':r'));
  return name === undefined ? null : String(attributes[name]);
}

function tooMany(what: string, most: number): UnreadableFile {
  return new UnreadableFile(
    `The workbook has more than ${most} ${what}, or something in a far corner. Delete what is not needed and save it again.`,
  );
}
