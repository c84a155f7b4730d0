import type { BlockKind, Priority } from '../document/blocks.ts';
import type { Value } from '../document/condition.ts';
import type { Outcome } from './state.ts';

export type HttpCall = {
  readonly block: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or null for none. */
  readonly body: string | null;
  readonly timeoutMs: number;
};

/** What the world is asked to do after a step, in this order, together with keeping the new state. */
export type Effect =
  /** On USSD the one screen of this step; `last` ends the session. On SMS one message, of which a step may have several. */
  | { readonly kind: 'show'; readonly text: string; readonly last: boolean }
  | {
      readonly kind: 'answer';
      readonly name: string;
      readonly value: Value;
      readonly label: string;
      readonly raw: string;
      readonly block: string;
      readonly blockKind: BlockKind;
    }
  /** A question was put: how many get that far is what drop-off is counted by. */
  | { readonly kind: 'asked'; readonly block: string; readonly name: string; readonly blockKind: BlockKind }
  /** The person began again: what they had answered counts no more. Comes before what follows from beginning. */
  | { readonly kind: 'restart' }
  /** The person went back and answered anew: these answers count no more. */
  | { readonly kind: 'withdrawn'; readonly names: readonly string[] }
  /** What these blocks have asked of people is no longer wanted. */
  | { readonly kind: 'unrequested'; readonly blocks: readonly string[] }
  | { readonly kind: 'sms'; readonly to: string; readonly text: string }
  | { readonly kind: 'http'; readonly call: HttpCall }
  | {
      readonly kind: 'task';
      readonly block: string;
      readonly queue: string | null;
      readonly priority: Priority;
      readonly summary: string;
      readonly answers: Readonly<Record<string, { readonly value: Value; readonly label: string }>>;
    }
  | {
      readonly kind: 'referral';
      readonly block: string;
      readonly organisation: string;
      readonly purpose: string;
      readonly answers: Readonly<Record<string, { readonly value: Value; readonly label: string }>>;
    }
  | { readonly kind: 'group'; readonly join: readonly string[]; readonly leave: readonly string[] }
  | {
      readonly kind: 'consent';
      readonly purpose: string;
      readonly version: string;
      readonly given: boolean;
      /** The wording that was shown. */
      readonly text: string;
      readonly language: string;
    }
  | { readonly kind: 'contact'; readonly field: string; readonly value: Value }
  /** The author's mistake, for the author: an expression that failed, a loop, a service that did not answer. */
  | { readonly kind: 'error'; readonly block: string; readonly message: string }
  | { readonly kind: 'end'; readonly outcome: Outcome };
