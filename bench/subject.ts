import type { Kit } from './kit.ts';
import type { LoadTarget } from './load-target.ts';

export type SubjectName = 'floor' | 'gateway' | 'kannel-memory' | 'kannel-durable';

/** Something that takes messages over HTTP, submits them over SMPP and calls back: what a round measures. */
export type Subject = {
  name: SubjectName;
  /** Part of a round's messages it is given: a slow one would take minutes for all of them. */
  share: number;
  /** Settles when it is bound to the kit's operator and takes messages. */
  start(kit: Kit): Promise<RunningSubject>;
};

export type RunningSubject = {
  target: LoadTarget;
  /** Its processes by the part they play, as they are now; CPU time is summed by part. */
  processes(): Record<string, number[]>;
  /** The process whose memory is told. */
  mainPid: number;
  stop(): Promise<void>;
};
