import { type Simulator, type SimulatorOptions, startSimulator } from '@ujumbe/simulator';
import type pg from 'pg';
import { type TestDatabase, testDatabase } from '../packages/gateway/test/database.ts';
import { Client } from './client.ts';
import { GatewayProcess } from './gateway-process.ts';
import { type Customer, type Provision, provision } from './provision.ts';
import { waitUntil } from './wait-until.ts';

type WorldOptions = {
  readonly simulator?: SimulatorOptions;
  readonly operator?: Omit<Provision, 'smscPort' | 'sinkUrl'>;
  readonly config?: Record<string, unknown>;
};

/** A gateway process over a database of its own, an operator with phones, and a customer with an application. */
export type World = {
  readonly simulator: Simulator;
  readonly gateway: GatewayProcess;
  readonly client: Client;
  readonly customer: Customer;
  readonly database: TestDatabase;
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

export async function startWorld({
  simulator: simulatorOptions,
  operator,
  config,
}: WorldOptions = {}): Promise<World> {
  const database = await testDatabase();
  const simulator = await startSimulator(simulatorOptions);
  const { smscPort, sinkUrl } = simulator;
  const customer = await provision(database.pool, { smscPort, sinkUrl, ...operator });
  const gateway = await GatewayProcess.prepare({ databaseUrl: database.url, ...(config ? { config } : {}) });
  await gateway.start();
  const client = new Client(gateway.baseUrl, customer.key);
  return {
    simulator,
    gateway,
    client,
    customer,
    database,
    pool: database.pool,
    async close() {
      await client.close();
      await gateway.remove();
      await simulator.stop();
      await database.drop();
    },
  };
}

/** Waits until the gateway says that a connector is bound, or is not. */
export async function waitForConnector(
  { client, gateway }: Pick<World, 'client' | 'gateway'>,
  connectorId: number,
  up = true,
): Promise<void> {
  await waitUntil(
    async () => {
      const { statusCode, body } = await client.get('/api/v1/connectors');
      if (statusCode !== 200) return false;
      const { items } = body as { items: { id: number; up: boolean }[] };
      return items.some((item) => item.id === connectorId && item.up === up);
    },
    () => `connector ${connectorId} is not ${up ? 'up' : 'down'}\n${gateway.log}`,
  );
}
