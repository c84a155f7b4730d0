/** Milliseconds. */
export type Latencies = { p50: number; p99: number; p999: number; max: number };

/** Exact percentiles (nearest rank) of all samples, which are sorted in place. */
export function summarise(samples: Float64Array): Latencies {
  samples.sort();
  const at = (share: number) => samples[Math.max(0, Math.ceil(samples.length * share) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}

/** The middle value, or the mean of the two middle ones; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
