import { median } from './latencies.ts';
import type { Measurement } from './measure.ts';
import type { Turns } from './rounds.ts';
import type { SubjectName } from './subject.ts';

/** What `--json` writes. Medians of the turns; README.md says what each figure means. Null: not measured. */
export type Figures = {
  e2e_msgs_per_s: number | null;
  accepted_msgs_per_s: number | null;
  floor_msgs_per_s: number | null;
  ratio_to_floor: number | null;
  cpu_ratio_to_floor: number | null;
  accept_p50_ms: number | null;
  accept_p99_ms: number | null;
  accept_p99_ms_at_80pct: number | null;
  cpu_us_per_msg: Record<string, number>;
  rss_mb: number | null;
  kannel_memory_msgs_per_s: number | null;
  ratio_to_kannel_memory: number | null;
  kannel_durable_msgs_per_s: number | null;
  ratio_to_kannel_durable: number | null;
  other_cpu_s: number | null;
  faults: string[];
  rounds: Partial<Record<SubjectName, Measurement[]>>;
  at_80pct: readonly Measurement[];
};

const kitParts: ReadonlySet<string> = new Set(['load', 'smsc', 'sink']);

export function summariseTurns({ rounds, steady }: Turns): Figures {
  const gateway = rounds.get('gateway') ?? [];
  const all = [...rounds].flatMap(([name, turns]) =>
    turns.map((turn) => ({ name: name as string, ...turn })),
  );
  all.push(...steady.map((turn) => ({ name: 'gateway at 80 %', ...turn })));
  return {
    e2e_msgs_per_s: middle(gateway, endToEnd),
    accepted_msgs_per_s: middle(gateway, (turn) => turn.acceptedPerSecond),
    floor_msgs_per_s: middle(rounds.get('floor'), endToEnd),
    ratio_to_floor: ratio(gateway, rounds.get('floor'), endToEnd),
    cpu_ratio_to_floor: ratio(gateway, rounds.get('floor'), ownCpu),
    accept_p50_ms: middle(gateway, (turn) => turn.latencies.p50),
    accept_p99_ms: middle(gateway, (turn) => turn.latencies.p99),
    accept_p99_ms_at_80pct: middle(steady, (turn) => turn.latencies.p99),
    cpu_us_per_msg: medianCpu(gateway),
    rss_mb: megabytes(gateway),
    kannel_memory_msgs_per_s: middle(rounds.get('kannel-memory'), endToEnd),
    ratio_to_kannel_memory: ratio(gateway, rounds.get('kannel-memory'), endToEnd),
    kannel_durable_msgs_per_s: middle(rounds.get('kannel-durable'), endToEnd),
    ratio_to_kannel_durable: ratio(gateway, rounds.get('kannel-durable'), endToEnd),
    other_cpu_s: middle(all, (turn) => turn.otherCpuSeconds),
    faults: all.flatMap(({ name, faults }) => faults.map((what) => `${name}: ${what}`)),
    rounds: Object.fromEntries(rounds),
    at_80pct: steady,
  };
}

export function endToEnd(measurement: Measurement): number {
  return measurement.endToEndPerSecond;
}

/** CPU microseconds by process, the median of the turns. */
export function medianCpu(turns: readonly Pick<Measurement, 'cpuMicros'>[]): Record<string, number> {
  const names = Object.keys(turns[0]?.cpuMicros ?? {});
  return Object.fromEntries(
    names.map((name) => [name, middle(turns, (turn) => turn.cpuMicros[name] ?? 0) ?? 0]),
  );
}

/** Megabytes (10^6 octets) of the largest peak of the turns. */
export function megabytes(turns: readonly Pick<Measurement, 'rssPeakBytes'>[]): number | null {
  const peaks = turns.flatMap(({ rssPeakBytes }) => (rssPeakBytes === null ? [] : [rssPeakBytes]));
  return peaks.length === 0 ? null : Math.round(Math.max(...peaks) / 1e6);
}

/** The median of some figure of the turns; null without turns. */
export function middle<T>(turns: readonly T[] | undefined, figure: (turn: T) => number): number | null {
  return turns === undefined || turns.length === 0 ? null : rounded(median(turns.map(figure)));
}

/** Some figure of each turn of the gateway against the other's turn beside it; the median of these ratios. */
export function ratio<T>(
  gateway: readonly T[],
  other: readonly T[] | undefined,
  figure: (turn: T) => number,
): number | null {
  const pairs = gateway.flatMap((turn, index) => {
    const beside = other?.[index];
    return beside === undefined ? [] : [figure(turn) / figure(beside)];
  });
  return middle(pairs, (pair) => pair);
}

/** CPU microseconds a message of the subject with its database, without the kit. */
function ownCpu({ cpuMicros }: Measurement): number {
  return Object.entries(cpuMicros).reduce(
    (sum, [name, micros]) => (kitParts.has(name) ? sum : sum + micros),
    0,
  );
}

function rounded(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
