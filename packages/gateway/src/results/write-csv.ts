import type { Cell, Table } from './cell.ts';

/**
 * What a spreadsheet may take for the beginning of a formula, also in full width and behind what is not seen: at the beginning of
 * a text, and behind what another country's spreadsheet takes for the end of a cell.
 */
const ACTS = /[=+\-@＝＋－＠﹦﹢﹣﹫](?<=(?:^|[;\t|\r\n])["\s\p{Cc}\p{Cf}]*.)/gu;
const PLAIN_NEGATIVE = /^-\d+(\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** By this mark spreadsheets know that a file is UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * Writes a table as CSV (RFC 4180): comma, CRLF, quotes doubled. What a spreadsheet would take for a formula gets an
 * apostrophe before it; negative numbers stay numbers.
 */
export async function* writeCsv(
  { header, batches }: Table,
  { mark = false }: { readonly mark?: boolean } = {},
): AsyncGenerator<string> {
  yield (mark ? BYTE_ORDER_MARK : '') + lineOf(header);
  for await (const rows of batches) if (rows.length > 0) yield rows.map(lineOf).join('');
}

function lineOf(row: readonly Cell[]): string {
  return `${row.map(field).join(',')}\r\n`;
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (cell instanceof Date) return cell.toISOString();
  const text = typeof cell === 'string' ? unarmed(cell) : cell.day;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text, so that no spreadsheet acts on it. */
function unarmed(text: string): string {
  return PLAIN_NEGATIVE.test(text) ? text : text.replace(ACTS, "'$&");
}
