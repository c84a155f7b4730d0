import type { Kit } from './kit.ts';
import { type Measurement, measure } from './measure.ts';
import type { BenchOptions } from './options.ts';
import type { Subject, SubjectName } from './subject.ts';

/** The measurements of each subject, one a turn. */
export type Rounds = Map<SubjectName, Measurement[]>;

/**
 * Gives every subject its turn, one after the other, and begins again: A B A B. The machine's own speed drifts, and so
 * each subject sees about the same weather. Every turn starts the subject anew and warms it up.
 */
export async function runInTurns(
  kit: Kit,
  subjects: readonly Subject[],
  options: BenchOptions,
  onRound: (name: SubjectName, measurement: Measurement) => void,
): Promise<Rounds> {
  const rounds: Rounds = new Map(subjects.map(({ name }) => [name, []]));
  for (let turn = 0; turn < options.turns; turn += 1) {
    for (const subject of subjects) {
      const measurement = await runRound(kit, subject, options, null);
      rounds.get(subject.name)?.push(measurement);
      onRound(subject.name, measurement);
    }
  }
  return rounds;
}

/** One start, one warm-up, one measurement; at `rate` messages a second, or as fast as answers come for null. */
export async function runRound(
  kit: Kit,
  subject: Subject,
  options: BenchOptions,
  rate: number | null,
): Promise<Measurement> {
  const { connections, receiptDelayMs } = options;
  const warmUp = Math.ceil(options.warmUp * subject.share);
  const messages = Math.ceil(options.messages * subject.share);
  const running = await subject.start(kit);
  try {
    const warm = await measure(kit, running, {
      messages: warmUp,
      connections,
      rate: null,
      receiptDelayMs: 0,
    });
    const measured = await measure(kit, running, { messages, connections, rate, receiptDelayMs });
    const faults = [...warm.faults.map((what) => `in the warm-up: ${what}`), ...measured.faults];
    return { ...measured, faults };
  } finally {
    await running.stop();
  }
}
