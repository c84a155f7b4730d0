import type { UssdApp } from '#core/directory.ts';
import type { UssdReply } from '#core/ussd.ts';

/** What an application is told of the session at each hop. */
export type AppSession = {
  /** 18 decimal digits, the same for the whole session. */
  readonly id: string;
  /** E.164 digits without plus. */
  readonly msisdn: string;
  /** The code that is told: what was dialled, or the registered code where what stands beyond it is input. */
  readonly serviceCode: string;
  readonly dialled: string;
  /** Calling code, such as `254`; '' where unknown. */
  readonly countryCode: string;
  /** Name of the network, such as `Safaricom KE`; '' where unknown. */
  readonly network: string;
  /** MCC and MNC in one; '' where unknown. */
  readonly networkCode: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
};

export type AppHop = {
  readonly app: UssdApp;
  readonly session: AppSession;
  /** Everything entered so far, this hop's entry last; empty at first. */
  readonly inputs: readonly string[];
  /** What the application left with the gateway at the hop before; null at first. */
  readonly state: unknown;
  /** Whether the last entry was dialled together with the code, and not typed. */
  readonly dialled: boolean;
  /** What the operator can show at once. */
  readonly screen: { readonly maxSeptets: number; readonly maxUcs2: number };
  /** For its answer, in milliseconds. */
  readonly withinMs: number;
};

/** Why an application could not be used. */
export type AppFailure =
  | 'timeout'
  | 'connect'
  | 'http'
  | 'malformed'
  | 'busy'
  | 'breaker'
  | 'address'
  | 'script'
  | 'flow';

/** What an application answers. `logs` are lines it left for its owner. */
export type AppAnswer =
  | {
      readonly kind: 'reply';
      readonly reply: UssdReply;
      readonly state: unknown;
      /** Not as documented, but understood. */
      readonly lenient: boolean;
      readonly logs?: readonly string[];
    }
  | {
      readonly kind: 'failed';
      readonly reason: AppFailure;
      /** For the application's owner; of a script it may quote what was typed. */
      readonly detail: string;
      readonly logs?: readonly string[];
    };

/** Asks an application for the next screen. Never rejects. */
export type AskApp = (hop: AppHop) => Promise<AppAnswer>;
