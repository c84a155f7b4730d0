import type { Kit } from './kit.ts';
import { type Measurement, measure } from './measure.ts';
import type { BenchOptions } from './options.ts';
import type { RunningSubject, Subject, SubjectName } from './subject.ts';

/** The measurements of each subject, one a turn. */
export type Rounds = Map<SubjectName, Measurement[]>;

export type Turns = {
  /** As fast as answers come. */
  readonly rounds: Rounds;
  /** The gateway at 80 % of what it reached just before, once a turn. */
  readonly steady: readonly Measurement[];
};

/** Part of its own full speed at which the gateway's answers are timed. */
const STEADY_LOAD = 0.8;

/**
 * Starts every subject and warms it up, then gives each its turn, one after the other, and begins again: A B A B. The speed
 * of a machine that is shared drifts within seconds; turns that are short and side by side see the same weather.
 */
export async function runInTurns(
  kit: Kit,
  subjects: readonly Subject[],
  options: BenchOptions,
  onRound: (name: SubjectName, measurement: Measurement) => void,
): Promise<Turns> {
  const running = new Map<Subject, RunningSubject>();
  const rounds: Rounds = new Map(subjects.map(({ name }) => [name, []]));
  const steady: Measurement[] = [];
  try {
    for (const subject of subjects) {
      const started = await subject.start(kit);
      running.set(subject, started);
      await warmUp(kit, subject, started, options);
    }
    for (let turn = 0; turn < options.turns; turn += 1) {
      for (const [subject, started] of running) {
        const measurement = await runRound(kit, subject, started, options, null);
        rounds.get(subject.name)?.push(measurement);
        onRound(subject.name, measurement);
        if (subject.name !== 'gateway') continue;
        const rate = measurement.endToEndPerSecond * STEADY_LOAD;
        if (rate > 0) steady.push(await runRound(kit, subject, started, options, rate));
      }
    }
    return { rounds, steady };
  } finally {
    for (const started of running.values()) await started.stop();
  }
}

/** A just-in-time compiler takes some ten thousand messages to be done with a program that will run for months. */
async function warmUp(
  kit: Kit,
  { name, share }: Subject,
  running: RunningSubject,
  { warmUp: messages, connections }: BenchOptions,
): Promise<void> {
  const order = { messages: Math.ceil(messages * share), connections, rate: null, receiptDelayMs: 0 };
  const { faults } = await measure(kit, running, order);
  if (faults.length > 0) throw new Error(`The warm-up of ${name} failed: ${faults.join('; ')}`);
}

/** @param rate messages a second, or null for as fast as answers come */
function runRound(
  kit: Kit,
  { share }: Subject,
  running: RunningSubject,
  { messages, connections, receiptDelayMs }: BenchOptions,
  rate: number | null,
): Promise<Measurement> {
  return measure(kit, running, { messages: Math.ceil(messages * share), connections, rate, receiptDelayMs });
}
