import type { Channel, Facts } from './state.ts';

/** What a handset can show: septets of the GSM alphabet, or UTF-16 units as soon as one character is outside of it. */
export type ScreenLimits = { readonly maxSeptets: number; readonly maxUcs2: number };
export const standardScreen: ScreenLimits = { maxSeptets: 182, maxUcs2: 80 };

/** What happens to a run. */
export type RunEvent =
  | {
      readonly type: 'start';
      readonly channel: Channel;
      /** Null for the flow's own. */
      readonly language: string | null;
      readonly facts: Facts;
    }
  | { readonly type: 'input'; readonly text: string }
  /** Silence on SMS: the question again. */
  | { readonly type: 'remind' }
  /** Silence for too long: the run goes to exit `timeout`, else to `onExpire`, else ends. Nothing is said any more. */
  | { readonly type: 'expire' }
  /** The person is there again, on this channel. On USSD they are asked whether to go on or to start again. */
  | { readonly type: 'resume'; readonly channel: Channel }
  /** Body: parsed JSON, or text where it is none; null where there was no answer. */
  | { readonly type: 'http_result'; readonly status: number | null; readonly body: unknown };

export type StepContext = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the subscriber's operator carries on USSD; the standard where it is missing. */
  readonly screen?: ScreenLimits;
};
