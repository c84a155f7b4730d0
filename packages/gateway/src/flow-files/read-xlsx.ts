import type { Cell, Sheet } from '@ujumbe/flows';
import { zipSync } from 'fflate';
import readSheets from 'read-excel-file/node';
import { guardPart } from './guard-parts.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { unzip } from './unzip.ts';
import { inMegabytes, workbookLimits } from './workbook-limits.ts';
import { damaged } from './zip-directory.ts';

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/**
 * Reads a workbook: its sheets, rows and cells from the first on. Days are `YYYY-MM-DD`; of formulas there is the value the spreadsheet
 * program worked out. The reader never sees the archive of a stranger, only one packed anew, without compression, from parts that
 * were looked at.
 *
 * @throws UnreadableFile with what is wrong and what to do
 */
export async function readXlsx(bytes: Buffer): Promise<Sheet[]> {
  if (bytes.length > workbookLimits.file) {
    throw new UnreadableFile(
      `The file has ${inMegabytes(bytes.length)}; ${inMegabytes(workbookLimits.file)} may be. Take away pictures and sheets that are not needed.`,
    );
  }
  if (bytes.subarray(0, OLE.length).equals(OLE)) {
    throw new UnreadableFile(
      'The file is an old .xls workbook, or one with a password. Save it as .xlsx without a password.',
    );
  }
  if (bytes.length < 22 || bytes.readUInt16LE(0) !== 0x4b50) {
    throw new UnreadableFile('The file is no .xlsx workbook. Save it as .xlsx in a spreadsheet program.');
  }
  const parts = unzip(bytes, (name) => /\.(xml|rels)$/i.test(name));
  for (const [name, part] of parts) guardPart(name, part);
  const sheets = await read(Buffer.from(zipSync(Object.fromEntries(parts), { level: 0 })));
  return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(cellOf)) }));
}

async function read(archive: Buffer) {
  try {
    return await readSheets(archive);
  } catch (error) {
    throw damaged(error instanceof Error ? error.message.replace(/\.$/, '') : 'its sheets cannot be read');
  }
}

function cellOf(value: unknown): Cell {
  if (value instanceof Date) return value.toISOString().replace('T00:00:00.000Z', '');
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}
