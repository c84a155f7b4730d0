/** What a command answers: for programs (`--json`) and for people. */
export type Answer = {
  readonly data: unknown;
  readonly lines: readonly string[];
  /** 0 unless the command did its work and found something wrong: 1 in what it was given, 2 in what is there. */
  readonly exitCode?: 0 | 1 | 2;
};

/** An answer of one sentence. */
export function said(sentence: string, data: unknown): Answer {
  return { data, lines: [sentence] };
}

type Column<Row> = { readonly title: string; readonly of: (row: Row) => string | number | null };

/** An answer that is a table; `none` is said when it has no rows. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], none: string): Answer {
  if (rows.length === 0) return { data: [], lines: [none] };
  const cells = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => cell(column.of(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => (line[index] as string).length)));
  const lines = cells.map((line) =>
    line
      .map((text, index) => text.padEnd(widths[index] as number))
      .join('  ')
      .trimEnd(),
  );
  return { data: rows, lines };
}

function cell(value: string | number | null): string {
  return value === null || value === '' ? '-' : plain(String(value));
}

/** What strangers wrote, so that it cannot act on a terminal. */
export function plain(text: string): string {
  return text.replace(actsOnTerminals, '\ufffd');
}

/** Control characters, and those that turn the direction of writing: what strangers wrote must not act on a terminal. */
const actsOnTerminals = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** A moment as people compare them: UTC, to the second. */
export function writeTime(time: Date | null): string {
  return time === null ? '-' : `${time.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
