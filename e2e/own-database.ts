import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@ujumbe/simulator';
import pg from 'pg';
import { expect } from 'vitest';
import { connectDatabase } from '../packages/gateway/src/store/connect.ts';
import { Client } from './client.ts';
import { GatewayProcess } from './gateway-process.ts';
import type { Sent } from './load.ts';
import { checkNothingLost } from './nothing-lost.ts';
import { type Customer, provision } from './provision.ts';
import { waitForConnector } from './world.ts';

const quiet = { info: () => {}, warn: () => {}, error: console.error };

/** A gateway on a PostgreSQL of its own, which a test may kill or freeze, with an operator and a customer under load. */
export type OwnDatabaseWorld = {
  readonly simulator: Simulator;
  readonly gateway: GatewayProcess;
  readonly pool: pg.Pool;
  readonly customer: Customer;
  readonly client: Client;
  /** Of the server of this moment. */
  postmasterPid(): Promise<number>;
  /** Everything answered SUCCESS is stored, sent, called back and paid for, with so many repetitions at most. */
  checkEveryPromise(sent: readonly Sent[], maxDuplicates: number): Promise<void>;
  close(): Promise<void>;
};

export async function openOwnDatabaseWorld(window: number): Promise<OwnDatabaseWorld> {
  const simulator = await startSimulator({
    inbox: 'ids',
    retryMs: 100,
    behaviours: { latency: { min: 1, max: 10 }, receiptDelay: { min: 0, max: 300 } },
  });
  const gateway = await GatewayProcess.prepare({ databaseUrl: null });
  await gateway.start();
  const { dataDir } = gateway;
  const { connectionConfig } = await connectDatabase({
    databaseUrl: undefined,
    dataDir,
    log: quiet,
    create: false,
  });
  const pool = new pg.Pool({ ...connectionConfig, max: 3 });
  // Its connections end with every kill, and that is no news here.
  pool.on('error', () => undefined);
  const { smscPort, sinkUrl } = simulator;
  const customer = await provision(pool, { smscPort, sinkUrl, window });
  const client = new Client(gateway.baseUrl, customer.key);
  await waitForConnector({ client, gateway }, customer.connectorId);
  return {
    simulator,
    gateway,
    pool,
    customer,
    client,
    async postmasterPid() {
      const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
      return Number(text.split('\n')[0]);
    },
    async checkEveryPromise(sent, maxDuplicates) {
      const told = await checkNothingLost({ simulator, pool, gateway }, sent, { maxDuplicates });
      const { rows } = await pool.query<{ count: number }>(
        'select count(*)::int as count from messages where id = any($1::uuid[])',
        [sent.map(({ msgId }) => msgId)],
      );
      expect(rows[0]?.count).toBe(sent.length);
      console.log(
        `${sent.length} messages answered SUCCESS, ${told.duplicates} sent twice, ${told.flagged} flagged, HTTP ${JSON.stringify([...client.statuses])}`,
      );
    },
    async close() {
      await client.close();
      await pool.end();
      await gateway.remove();
      await simulator.stop();
    },
  };
}
