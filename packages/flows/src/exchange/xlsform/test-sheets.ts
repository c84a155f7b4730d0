import type { Cell, Sheet } from './sheet.ts';

/** A sheet of rows that name their cells, as tests write them. */
export function sheetOf(name: string, rows: readonly Readonly<Record<string, Cell>>[]): Sheet {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { name, rows: [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))] };
}
