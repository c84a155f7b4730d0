import type { ScreenLimits } from '@ujumbe/flows';
import type { UssdApp } from '#core/directory.ts';

/** One hop of a USSD session that is led by a flow. */
export type UssdRunHop = {
  readonly app: UssdApp;
  /** Its name. */
  readonly flow: string;
  readonly session: {
    readonly id: string;
    readonly msisdn: string;
    readonly serviceCode: string;
    readonly networkCode: string;
  };
  /** Null where the session begins. */
  readonly runId: string | null;
  /** What was entered; null for the first screen. */
  readonly entry: string | null;
  /** Entries of the session so far: with its id, the name of this hop. */
  readonly position: number;
  /** Whether the entry was dialled together with the code. */
  readonly dialled: boolean;
  readonly screen: ScreenLimits;
  readonly withinMs: number;
};

export type UssdRunAnswer =
  | { readonly kind: 'screen'; readonly runId: string; readonly text: string; readonly last: boolean }
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'flow'; readonly detail: string };

/** Takes a run one hop on. Never rejects. */
export type StepUssdRun = (hop: UssdRunHop) => Promise<UssdRunAnswer>;
