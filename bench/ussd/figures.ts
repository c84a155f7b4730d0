import { medianCpu, megabytes, middle, ratio } from '../figures.ts';
import type { UssdMeasurement } from './measure.ts';
import type { UssdRounds } from './rounds.ts';
import type { UssdSubjectName } from './subject.ts';

/** What `--ussd --json` writes. Medians of the turns; README.md says what each figure means. Null: not measured. */
export type UssdFigures = {
  hops_per_s: number | null;
  proxy_hops_per_s: number | null;
  ratio_to_proxy: number | null;
  wide_hops_per_s: number | null;
  wide_ratio_to_proxy: number | null;
  added_p50_ms: number | null;
  added_p99_ms: number | null;
  added_max_ms: number | null;
  proxy_added_p50_ms: number | null;
  proxy_added_p99_ms: number | null;
  proxy_added_max_ms: number | null;
  cpu_us_per_hop: Record<string, number>;
  proxy_cpu_us_per_hop: Record<string, number>;
  rss_mb: number | null;
  other_cpu_s: number | null;
  sessions_verified: number;
  faults: string[];
  rounds: UssdRounds[];
};

/** @param stored what is wrong with the sessions in the database, of which there are `sessions` */
export function summariseUssd(
  rounds: UssdRounds[],
  sessions: number,
  stored: readonly string[],
): UssdFigures {
  const [narrow, wide] = rounds.filter(({ rate }) => rate === null);
  const steady = rounds.find(({ rate }) => rate !== null);
  const turns = (of: UssdRounds | undefined, name: UssdSubjectName) => of?.turns[name] ?? [];
  const all = rounds.flatMap((of) => [...of.turns.gateway, ...of.turns.proxy]);
  return {
    hops_per_s: middle(turns(narrow, 'gateway'), speed),
    proxy_hops_per_s: middle(turns(narrow, 'proxy'), speed),
    ratio_to_proxy: ratio(turns(narrow, 'gateway'), turns(narrow, 'proxy'), speed),
    wide_hops_per_s: middle(turns(wide, 'gateway'), speed),
    wide_ratio_to_proxy: ratio(turns(wide, 'gateway'), turns(wide, 'proxy'), speed),
    added_p50_ms: middle(turns(steady, 'gateway'), ({ added }) => added.p50),
    added_p99_ms: middle(turns(steady, 'gateway'), ({ added }) => added.p99),
    added_max_ms: largest(turns(steady, 'gateway')),
    proxy_added_p50_ms: middle(turns(steady, 'proxy'), ({ added }) => added.p50),
    proxy_added_p99_ms: middle(turns(steady, 'proxy'), ({ added }) => added.p99),
    proxy_added_max_ms: largest(turns(steady, 'proxy')),
    cpu_us_per_hop: medianCpu(turns(narrow, 'gateway')),
    proxy_cpu_us_per_hop: medianCpu(turns(narrow, 'proxy')),
    rss_mb: megabytes(all.length === 0 ? [] : rounds.flatMap((of) => of.turns.gateway)),
    other_cpu_s: middle(all, (turn) => turn.otherCpuSeconds),
    sessions_verified: sessions,
    faults: [...rounds.flatMap(faultsOf), ...stored],
    rounds,
  };
}

export function speed({ hopsPerSecond }: UssdMeasurement): number {
  return hopsPerSecond;
}

/** Milliseconds of the slowest hop of all turns. */
export function largest(turns: readonly UssdMeasurement[]): number | null {
  const slowest = Math.max(...turns.map(({ added }) => added.max));
  return middle(turns.length === 0 ? [] : [slowest], (max) => max);
}

function faultsOf({ turns }: UssdRounds): string[] {
  return Object.entries(turns).flatMap(([name, measurements]) =>
    measurements.flatMap(({ faults }) => faults.map((what) => `${name}: ${what}`)),
  );
}
