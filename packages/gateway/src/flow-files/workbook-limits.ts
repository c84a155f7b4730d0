/** What a workbook may cost whoever reads it. Real forms are far below. */
export const workbookLimits = {
  /** Octets of the file. */
  file: 5 * 1024 * 1024,
  /** Files within it. */
  entries: 500,
  /** Octets of all of them together when they are inflated. */
  inflated: 16 * 1024 * 1024,
  sheets: 30,
  /** Of a sheet: the last row and the last column that may hold something. */
  rows: 10_000,
  columns: 200,
} as const;

/** A number of octets as people say it. */
export function inMegabytes(octets: number): string {
  return `${Math.round((octets / 1024 / 1024) * 10) / 10} MB`;
}
