import { endToEnd, type Figures, medianCpu, megabytes, middle } from './figures.ts';
import type { Measurement } from './measure.ts';
import { columns, cpuText, sentence, text } from './report-text.ts';
import type { SubjectName } from './subject.ts';

/** One line for a turn that has just ended. */
export function roundLine(name: SubjectName, turn: Measurement): string {
  const others =
    turn.otherCpuSeconds > 1 ? `   (other programs used ${turn.otherCpuSeconds.toFixed(1)} CPU s)` : '';
  return `${name.padEnd(15)} ${Math.round(endToEnd(turn)).toString().padStart(7)} msg/s${others}`;
}

/** The table of a run and what follows from it, for people. */
export function reportText(figures: Figures): string {
  const subjects = Object.entries(figures.rounds);
  const table = [
    ['', 'end to end/s', 'accepted/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'RSS MB', 'CPU µs a message'],
    ...subjects.map(([name, turns]) => [
      name,
      text(middle(turns, endToEnd)),
      text(middle(turns, (turn) => turn.acceptedPerSecond)),
      text(middle(turns, (turn) => turn.latencies.p50)),
      text(middle(turns, (turn) => turn.latencies.p99)),
      text(middle(turns, (turn) => turn.latencies.p999)),
      text(megabytes(turns)),
      cpuText(medianCpu(turns)),
    ]),
  ];
  return [
    columns(table),
    '',
    ...conclusions(figures),
    ...figures.faults.map((what) => `FAULT  ${what}`),
  ].join('\n');
}

function conclusions(figures: Figures): string[] {
  return [
    sentence('gateway / floor', figures.ratio_to_floor),
    sentence('CPU of gateway and PostgreSQL / CPU of the floor', figures.cpu_ratio_to_floor),
    sentence('gateway / Kannel in memory', figures.ratio_to_kannel_memory),
    sentence('gateway / Kannel at its most durable', figures.ratio_to_kannel_durable),
    sentence('accept p99 at 80 % of that load, ms', figures.accept_p99_ms_at_80pct),
    sentence('CPU s of other programs a round (over 1 spoils a round)', figures.other_cpu_s),
  ].flat();
}
