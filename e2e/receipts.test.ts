import type { BehaviourChange } from '@ujumbe/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { Client } from './client.ts';
import { expectedDlr } from './expected-dlr.ts';
import { freshNumber } from './load.ts';
import { type Customer, provision } from './provision.ts';
import cases from './receipts.cases.json' with { type: 'json' };
import { settle } from './settle.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

type Case = {
  readonly id: string;
  readonly label: string;
  /** Behaviours of the operator towards this number. */
  readonly operator?: BehaviourChange;
  /** Settings of a connector of its own. */
  readonly connector?: Record<string, unknown>;
  readonly message?: Record<string, unknown>;
  readonly parts?: number;
  readonly written?: 'national' | 'spaced';
  /** `status` and `statusReason` of every callback, in order. */
  readonly told: [string, string][];
};

const rows = cases as unknown as Case[];

/** Settings that need a connector of their own, each with the customer who has it. */
const profiles = new Map<string, Customer>();
const clients: Client[] = [];
let world: World;

beforeAll(async () => {
  world = await startWorld();
  const { simulator, pool } = world;
  const { smscPort, sinkUrl } = simulator;
  for (const { connector: settings } of rows) {
    if (!settings || profiles.has(JSON.stringify(settings))) continue;
    profiles.set(
      JSON.stringify(settings),
      await provision(pool, {
        smscPort,
        sinkUrl,
        settings,
        shortCode: `2215${profiles.size}`,
      }),
    );
  }
  for (const { connectorId } of profiles.values()) await waitForConnector(world, connectorId);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await world.close();
});

function clientFor(settings: Record<string, unknown> | undefined): Client {
  const customer = settings && profiles.get(JSON.stringify(settings));
  if (!customer) return world.client;
  const client = new Client(world.gateway.baseUrl, customer.key);
  clients.push(client);
  return client;
}

function write(msisdn: string, written: Case['written']): string {
  switch (written) {
    case 'national':
      return `0${msisdn.slice(3)}`;
    case 'spaced':
      return `+254 ${msisdn.slice(3, 6)}-${msisdn.slice(6)} `;
    case undefined:
      return msisdn;
  }
}

describe('what a customer is told of a message', () => {
  test.each(rows)('$id $label', async ({ operator, connector, message, parts = 1, written, told }) => {
    const { simulator, pool } = world;
    const msisdn = freshNumber();
    if (operator) simulator.setBehaviour(operator, { prefix: msisdn });
    const request = {
      from: 'TIARA',
      to: write(msisdn, written),
      message: parts === 1 ? 'Test SMS' : 'Habari. '.repeat(18 * parts),
      refId: '09wiwu088e',
      ...message,
    };
    const answer = await clientFor(connector).send(request);
    expect(answer).toMatchObject({ status: 'SUCCESS', to: request.to });
    await settle(world);
    expect(simulator.submits(msisdn)).toHaveLength(parts);
    const msgId = answer?.msgId ?? '';
    const bodies = simulator.callbacks({ contains: msgId }).map(({ body }) => body);
    const expected = told.map(([status, statusReason]) =>
      expectedDlr(pool, {
        msgId,
        from: msisdn,
        to: 'TIARA',
        refId: request.refId ?? '',
        status,
        statusReason,
      }),
    );
    expect(bodies).toEqual(await Promise.all(expected));
  });

  test('and the store keeps its promises', () => checkPromises(world.pool));
});
