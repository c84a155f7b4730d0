/** A line of the conclusions; none where nothing was measured. */
export function sentence(what: string, value: number | null): string[] {
  return value === null ? [] : [`${what.padEnd(58)} ${value}`];
}

/** CPU microseconds by process, each with its name. */
export function cpuText(cpuMicros: Readonly<Record<string, number>>): string {
  return Object.entries(cpuMicros)
    .map(([part, micros]) => `${part} ${Math.round(micros)}`)
    .join(', ');
}

export function text(value: number | null): string {
  return value === null ? '-' : String(value);
}

/** A table: the first and the last column to the left, those between to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || column === row.length - 1
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
