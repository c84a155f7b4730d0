import type { BindState } from '#core/connector.ts';
import type { WaitingRows } from '#store/waiting-rows.ts';

/** What a connector's queue in memory tells. */
export type QueueState = {
  readonly connector: { readonly id: number };
  readonly waiting: number;
  readonly inFlight: number;
  readonly paused: boolean;
  /** Id of the message that has waited longest, or null. */
  readonly oldestId: string | null;
};

/** Where the metrics read, when they are asked, what is as it is at that moment. */
export type MetricSources = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Name of a connector, as it was given by the operator of the gateway. */
  readonly nameOf: (connectorId: number) => string;
  readonly binds: () => ReadonlyMap<number, readonly BindState[]>;
  readonly queues: () => Iterable<QueueState>;
  readonly waitingRows: () => Promise<readonly WaitingRows[]>;
  /** How many mails wait or are being sent, and how many were given up. */
  readonly mails: () => Promise<{ readonly waiting: number; readonly dead: number }>;
  /** Messages that wait for their commit. */
  readonly acceptBacklog: () => number;
  /** Changes of messages that wait to be written. */
  readonly recorderBacklog: () => number;
  readonly callbacks: () => {
    readonly held: number;
    readonly inFlight: number;
    readonly destinations: number;
    readonly resting: number;
    readonly outcomesWaiting: number;
  };
  /** Whether this node may act. */
  readonly leaseHeld: () => boolean;
};
