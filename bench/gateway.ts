import { join } from 'node:path';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { startGateway } from './gateway-process.ts';
import { sendsmsTarget } from './load-target.ts';
import { type Customer, provision } from './provision.ts';
import type { Subject } from './subject.ts';
import type { DatabasePlace } from './with-database.ts';

/** The gateway with its database, provisioned once and started anew for each of its turns. */
export type GatewayHome = {
  subject: Subject;
  customer: Customer;
  place: DatabasePlace;
  /** Deletes the database, where it is the bench's own. */
  remove(): void;
};

export type GatewaySettings = { smscPort: number; sinkPort: number; profile: boolean };

/** Makes the gateway's configuration and its database, with one customer and the kit's operator in it. */
export async function prepareGateway({ smscPort, sinkPort, profile }: GatewaySettings): Promise<GatewayHome> {
  const folder = makeDataFolder();
  const place = { dataDir: join(folder, 'data'), databaseUrl: process.env.DATABASE_URL };
  const customer = await provision(place, { smscPort, callbackUrl: `http://127.0.0.1:${sinkPort}/dlr` });
  return {
    customer,
    place,
    subject: {
      name: 'gateway',
      share: 1,
      async start() {
        const { port, ...running } = await startGateway(folder, place, profile);
        return { target: sendsmsTarget(port, customer.key, customer.sender), ...running };
      },
    },
    remove: () => removeDataFolder(folder),
  };
}
