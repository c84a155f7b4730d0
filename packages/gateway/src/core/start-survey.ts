import type { Value } from '@ujumbe/flows';
import type { Account, Survey } from './directory.ts';
import type { Money } from './money.ts';
import type { Refusal } from './refusal.ts';

/** A survey to be put to one person. */
export type SurveyStart = {
  /** As the client wrote it. */
  readonly to: string;
  /** What the flow may show and ask of, such as `srcSystem`. */
  readonly params: Readonly<Record<string, Value>>;
};

export type SurveyStarted =
  | {
      readonly started: true;
      readonly runId: string;
      /** Of the first SMS; the run's own where nothing could be sent yet. */
      readonly messageId: string;
      /** Of the first SMS; 0 where it waits. */
      readonly cost: Money;
      readonly balance: Money;
      readonly mcc: string;
      readonly mnc: string;
      /** Why it waits, and until when (milliseconds since the epoch); null where the first SMS is on its way. */
      readonly waits: { readonly until: number | null; readonly why: readonly string[] } | null;
    }
  | {
      readonly started: false;
      /** Made only to be quoted to support. */
      readonly messageId: string;
      readonly refusal: Refusal;
      readonly balance: Money;
      readonly mcc: string;
      readonly mnc: string;
    };

/**
 * Puts a survey to a person: run and first message are on disk when it settles.
 * @throws TemporarilyUnavailable when the database is away, where nothing is then known to be stored, or when too many wait to be
 *   started, where nothing is
 */
export type StartSurvey = (account: Account, survey: Survey, start: SurveyStart) => Promise<SurveyStarted>;
