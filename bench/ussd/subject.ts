import type { HopTarget } from './hop-request.ts';
import type { UssdKit } from './kit.ts';

export type UssdSubjectName = 'gateway' | 'proxy';

/** Something between an operator and an application: what a round measures. */
export type UssdSubject = {
  name: UssdSubjectName;
  /** Settles when it takes hops. */
  start(kit: UssdKit): Promise<RunningUssdSubject>;
};

export type RunningUssdSubject = {
  target: HopTarget;
  /** Its processes by the part they play, as they are now; CPU time is summed by part. */
  processes(): Record<string, number[]>;
  /** The process whose memory is told. */
  mainPid: number;
  stop(): Promise<void>;
};
