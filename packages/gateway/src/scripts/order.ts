/** Values of a Telerivet `vars` object: whatever JSON holds. */
type Vars = Readonly<Record<string, unknown>>;

/** One step of a session, to be answered by a script. */
export type ScriptOrder = {
  /** The script's text, 100 KiB at most. */
  readonly code: string;
  readonly event: { readonly kind: 'start' } | { readonly kind: 'input'; readonly text: string };
  /** What the outcome of the step before gave, kept as JSON; null at the start. */
  readonly memory: unknown;
  readonly call: {
    /** As the script shall see it, such as `+221770000001`. */
    readonly fromNumber: string;
    /** The service code. */
    readonly toNumber: string;
    readonly sessionId: string;
    readonly network: string;
    /** Milliseconds since the epoch. */
    readonly startedAt: number;
  };
  readonly accountId: number;
  readonly appId: number;
  readonly project: { readonly name: string; readonly vars?: Vars };
  readonly service: { readonly name: string; readonly vars?: Vars };
  /** For waiting for a thread, running, and waiting for answers, in milliseconds. */
  readonly deadlineMs: number;
};

export type ScriptFailure =
  /** It took longer than a script may, or than the deadline. */
  | 'time'
  | 'memory'
  /** Too many runs are waiting, or the gateway is stopping. The script was not begun. */
  | 'busy'
  /** The script is wrong: it cannot be read, or it threw. */
  | 'error'
  /** It showed nothing where something has to be shown. */
  | 'no-screen';

/** For the script's owner. It may quote what the subscriber typed. */
export type FailureDetail = {
  readonly message: string;
  /** In the script, from 1. */
  readonly line: number | null;
};

export type ScriptOutcome =
  | {
      readonly kind: 'screen';
      /** What the script showed, its lines joined; empty where it ended without a word, as scripts may after an answer. */
      readonly text: string;
      readonly wantsInput: boolean;
      /** JSON of 32 KiB at most, for the next order. */
      readonly memory: unknown;
      readonly logs: readonly string[];
    }
  | {
      readonly kind: 'failed';
      readonly reason: ScriptFailure;
      readonly detail: FailureDetail;
      readonly logs: readonly string[];
    };
