import { limits } from '@ujumbe/flows';
import type pg from 'pg';
import type { Guard } from '#callbacks/guard-url.ts';
import { HttpClient } from '#callbacks/http-client.ts';
import type { OptOuts } from '#contacts/opt-outs.ts';
import type { Clock } from '#core/clock.ts';
import type { Config } from '#core/config.ts';
import type { Directory } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { Money } from '#core/money.ts';
import type { Pseudonymiser } from '#core/pseudonymiser.ts';
import { EmailSender } from '#email/email-sender.ts';
import { mailerOf } from '#email/smtp-transport.ts';
import { FlowRuns } from '#flow-runs/flow-runs.ts';
import { PublishedFlows } from '#flow-runs/published-flows.ts';
import type { Metrics } from '#metrics/create-metrics.ts';
import type { AcceptWithin } from '#mt/accept.ts';

export type FlowRoomsDeps = {
  readonly config: Config;
  readonly pool: pg.Pool;
  /** For steps: each holds a connection while it is under way. */
  readonly flowPool: pg.Pool;
  readonly guard: Guard;
  readonly accept: AcceptWithin;
  readonly balanceOf: (accountId: number) => Promise<Money>;
  readonly optOuts: OptOuts;
  readonly pseudonymiser: Pseudonymiser;
  readonly directory: () => Directory;
  readonly node: () => number;
  readonly mayAct: () => boolean;
  readonly observeMail: Metrics['observeMail'];
  readonly clock: Clock;
  readonly log: Log;
};

export type FlowRooms = ReturnType<typeof connectFlowRooms>;

const CONNECTIONS = 32;

/** Makes the rooms of flows and of mail, and hands each what it needs of the others. Nothing runs yet. */
export function connectFlowRooms({
  config,
  pool,
  flowPool,
  guard,
  accept,
  balanceOf,
  optOuts,
  pseudonymiser,
  directory,
  node,
  mayAct,
  observeMail,
  clock,
  log,
}: FlowRoomsDeps) {
  const mail = new EmailSender({
    pool,
    node,
    mayAct,
    send: mailerOf(config.email),
    log: log.child({ room: 'email' }),
    observe: observeMail,
  });
  const totalMs = limits.serviceSeconds * 1000;
  const client = new HttpClient({ guard, connections: CONNECTIONS, clock, totalMs });
  const runs = new FlowRuns({
    pool: flowPool,
    flows: new PublishedFlows(pool),
    accept,
    optOuts,
    directory,
    balanceOf,
    http: client,
    guard,
    onMail: () => mail.poke(),
    pseudonymOf: pseudonymiser.contact,
    clock,
    log: log.child({ room: 'flow-runs' }),
    timeZone: config.callbacks.timezone,
  });
  return {
    mail,
    runs,
    async stop(ms: number): Promise<void> {
      await runs.stop(ms);
      await mail.stop();
      await client.close();
    },
  };
}
