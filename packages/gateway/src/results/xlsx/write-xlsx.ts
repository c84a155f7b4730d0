import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { Row, Table } from '../cell.ts';
import { headerXml, MAX_ROWS, rowsXml, sheetEnd, sheetStart } from './sheet-xml.ts';
import { workbookParts } from './workbook-parts.ts';

/**
 * Writes tables as a workbook, a sheet each, while their rows are read: what is in memory is a batch of rows, however many
 * there are. A table that is too long for a sheet goes on in another.
 */
export async function* writeXlsx(
  tables: readonly Table[],
  maxRows: number = MAX_ROWS,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    ready.push(piece);
  });
  const names: string[] = [];
  const begin = (path: string) => {
    const part = new ZipDeflate(path, { level: 6 });
    zip.add(part);
    return part;
  };
  for (const { name, header, batches } of tables) {
    let part: ZipDeflate | null = null;
    let row = 0;
    for await (const rows of startedBy([], batches)) {
      let rest: readonly Row[] = rows;
      do {
        if (part === null) {
          names.push(names.includes(name) ? `${name} ${names.length + 1}` : name);
          part = begin(`xl/worksheets/sheet${names.length}.xml`);
          part.push(strToU8(sheetStart + headerXml(header)));
          row = 1;
        }
        const fitting = rest.slice(0, maxRows - row);
        part.push(strToU8(rowsXml(fitting, row + 1)));
        row += fitting.length;
        rest = rest.slice(fitting.length);
        if (rest.length > 0) {
          part.push(strToU8(sheetEnd), true);
          part = null;
        }
        yield* ready.splice(0);
      } while (rest.length > 0);
    }
    part?.push(strToU8(sheetEnd), true);
  }
  for (const [path, text] of Object.entries(workbookParts(names))) begin(path).push(strToU8(text), true);
  zip.end();
  yield* ready.splice(0);
}

/** The batch, then the others: a table without rows has a sheet all the same. */
async function* startedBy(first: readonly Row[], batches: Table['batches']): AsyncGenerator<readonly Row[]> {
  yield first;
  yield* batches;
}
