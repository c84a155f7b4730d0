import { medianCpu, middle } from '../figures.ts';
import { columns, cpuText, sentence, text } from '../report-text.ts';
import { largest, speed, type UssdFigures } from './figures.ts';
import type { UssdMeasurement } from './measure.ts';
import type { UssdSubjectName } from './subject.ts';

/** One line for a turn that has just ended. */
export function ussdRoundLine(name: UssdSubjectName, rate: number | null, turn: UssdMeasurement): string {
  const { hopsPerSecond, added, otherCpuSeconds } = turn;
  const said = rate === null ? `${Math.round(hopsPerSecond)} hops/s` : `p99 ${added.p99.toFixed(1)} ms added`;
  const others = otherCpuSeconds > 1 ? `   (other programs used ${otherCpuSeconds.toFixed(1)} CPU s)` : '';
  return `${name.padEnd(8)} ${said.padStart(20)}${others}`;
}

/** The table of a run and what follows from it, for people. */
export function ussdReportText(figures: UssdFigures): string {
  const table = [
    ['', 'load', 'hops/s', 'added p50 ms', 'p99 ms', 'max ms', 'app ms', 'CPU µs a hop'],
    ...figures.rounds.flatMap(({ connections, rate, turns }) =>
      Object.entries(turns).map(([name, measured]) => [
        name,
        rate === null ? `${connections} connections` : `${rate} hops/s`,
        text(middle(measured, speed)),
        text(middle(measured, ({ added }) => added.p50)),
        text(middle(measured, ({ added }) => added.p99)),
        text(largest(measured)),
        text(middle(measured, ({ appMs }) => appMs)),
        cpuText(medianCpu(measured)),
      ]),
    ),
  ];
  return [
    columns(table),
    '',
    ...sentence('throughput of gateway / proxy', figures.ratio_to_proxy),
    ...sentence('the same with twice the connections', figures.wide_ratio_to_proxy),
    ...sentence('p99 that the gateway adds at the fixed rate, ms', figures.added_p99_ms),
    ...sentence('p99 that the proxy adds there, ms', figures.proxy_added_p99_ms),
    ...sentence('peak resident memory of the gateway, MB', figures.rss_mb),
    ...sentence('CPU s of other programs a round (over 1 spoils a round)', figures.other_cpu_s),
    ...sentence('sessions looked up in the database', figures.sessions_verified),
    ...figures.faults.map((what) => `FAULT  ${what}`),
  ].join('\n');
}
