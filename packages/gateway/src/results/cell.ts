/** What stands in a cell of a table: a text, a number, an instant, a day (`YYYY-MM-DD`), or nothing. */
export type Cell = string | number | Date | { readonly day: string } | null;

export type Row = readonly Cell[];

/** A table that is written while its rows are read. Batches are what was read at once. */
export type Table = {
  readonly name: string;
  readonly header: readonly string[];
  readonly batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;
};
