export interface Row {
  name: string;
  ours: string;
  npm: number;
  /** How many times better ours is. */
  ratio: number;
  decimals: number;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

export function showTable(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}\n`);
  console.log('| | ours | npm smpp 0.5.1 | ratio |\n| --- | --- | --- | --- |');
  for (const { name, ours, npm, ratio, decimals } of rows) {
    const [theirs, times] = Number.isNaN(npm) ? ['', ''] : [npm.toFixed(decimals), `${ratio.toFixed(1)} x`];
    console.log(`| ${name} | ${ours} | ${theirs} | ${times} |`);
  }
}
