import type pg from 'pg';
import type { Guard } from '#callbacks/guard-url.ts';
import type { HttpClient } from '#callbacks/http-client.ts';
import type { OptOuts } from '#contacts/opt-outs.ts';
import type { Clock } from '#core/clock.ts';
import type { Directory } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { Money } from '#core/money.ts';
import type { AcceptWithin } from '#mt/accept.ts';
import type { PublishedFlows } from './published-flows.ts';

/** What the room needs of others. */
export type FlowRunsDeps = {
  readonly pool: pg.Pool;
  readonly flows: PublishedFlows;
  readonly accept: AcceptWithin;
  readonly optOuts: Pick<OptOuts, 'has' | 'add' | 'remove'>;
  readonly directory: () => Directory;
  readonly balanceOf: (accountId: number) => Promise<Money>;
  readonly http: Pick<HttpClient, 'request'>;
  readonly guard: Pick<Guard, 'checkUrl'>;
  /** Told when mail was written that is to be sent. */
  readonly onMail: () => void;
  /** A number as it stands in mails where it may not be shown. */
  readonly pseudonymOf: (accountId: number, msisdn: string) => string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** IANA zone of the times in mails. */
  readonly timeZone: string;
};
