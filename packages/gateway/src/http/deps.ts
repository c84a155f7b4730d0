import type pg from 'pg';
import type { Accept } from '#core/accept.ts';
import type { Clock } from '#core/clock.ts';
import type { BindState } from '#core/connector.ts';
import type { Directory } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { Money } from '#core/money.ts';
import type { Pseudonymiser } from '#core/pseudonymiser.ts';
import type { StartSurvey } from '#core/start-survey.ts';
import type { HandleUssd } from '#core/ussd.ts';
import type { UssdHttpAnswer, UssdHttpRequest } from '#core/ussd-adapter.ts';
import type { PushDialling, Pushed } from '#ussd/push-session.ts';

/** What the HTTP room needs of the others. It holds no rules: it reads wire formats, asks, and writes wire formats. */
export type HttpDeps = {
  readonly accept: Accept;
  readonly directory: () => Directory;
  /** @throws TemporarilyUnavailable when the database is away */
  readonly balanceOf: (accountId: number) => Promise<Money>;
  /** The binds of every connector that runs on this node, by connector id. */
  readonly liveBinds: () => ReadonlyMap<number, readonly BindState[]>;
  /** Switches a connector on or off for the whole deployment. False when there is no such connector. */
  readonly setConnectorEnabled: (connectorId: number, enabled: boolean) => Promise<boolean>;
  /** Answers a USSD request of an operator in its dialect. Never rejects. */
  readonly answerOperator: AnswerOperator;
  /** Where sessions that are dialled through the API come in, at connector 0. */
  readonly handleUssd: HandleUssd;
  /** Begins a session on a subscriber's phone. */
  readonly pushUssd: (connectorId: number, dialling: PushDialling) => Promise<Pushed>;
  readonly startSurvey: StartSurvey;
  /** What contacts are called in results. */
  readonly pseudonymiser: Pseudonymiser;
  /** Called after something of the directory was changed: settles when this node knows of it. */
  readonly refreshDirectory: () => Promise<void>;
  /** For what people look up and set up; the hot path has connections of its own. */
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly log: HttpLog;
  readonly settings: HttpSettings;
  readonly metricsText: () => Promise<string>;
  readonly ready: () => Promise<Readiness>;
  /** Called after every answer with the pattern of the route, never with a path a client chose. */
  readonly observe?: (route: string, status: number, milliseconds: number) => void;
};

/** @param token of the connector, from the path. @param ip the peer, as a trusted proxy tells it */
export type AnswerOperator = (
  token: string,
  request: UssdHttpRequest & { readonly rawQuery: string },
  ip: string,
) => Promise<UssdHttpAnswer>;

export type Readiness = { readonly ok: boolean; readonly reasons: readonly string[] };

export type HttpLog = Pick<Log, 'warn' | 'error'>;

export type HttpSettings = {
  /** Addresses or CIDR ranges whose X-Forwarded-For is believed. Empty: nobody's. */
  readonly trustProxy: readonly string[];
  /** How `status` is written in error bodies of the compatible API. */
  readonly errorStatusAs: 'string' | 'number';
  /** What the compatible API answers to a bad key. */
  readonly authFailureStatus: 403 | 401;
  /** Recipients in one batch request. */
  readonly maxBatch: number;
  /** IANA zone whose days, weeks and months results are counted by. */
  readonly timeZone: string;
  readonly rates: HttpRates;
  /** How long a client may take to send a request; 15 seconds where nothing is said. */
  readonly requestTimeoutMs?: number;
};

/** Limits on one node; 0 stands for no limit. What an account may send a second is a setting of the account. */
export type HttpRates = {
  /** One key, of accounts that have a limit at all. */
  readonly keyPerSecond: number;
  /** One address on routes that need no key, and on paths that do not exist. */
  readonly unauthenticatedPerSecond: number;
  /** Refused keys of one address. */
  readonly failedAuthPerMinute: number;
  /** Searches of one key. */
  readonly searchPerMinute: number;
};
