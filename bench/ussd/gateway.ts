import { join } from 'node:path';
import { makeDataFolder, removeDataFolder } from '../data-folder.ts';
import { startGateway } from '../gateway-process.ts';
import { withDatabase } from '../with-database.ts';
import { provisionUssd } from './provision.ts';
import type { UssdSubject } from './subject.ts';
import { faultsOfSessions } from './verify-sessions.ts';

/** The gateway with its database, provisioned for one operator and one application. */
export type UssdGatewayHome = {
  subject: UssdSubject;
  /** Reads every session back while the gateway is down. @returns what is wrong with them; empty where all is right */
  verify(sessions: number): Promise<string[]>;
  /** Deletes the database, where it is the bench's own. */
  remove(): void;
};

/** @param connections of the load: the application is allowed as many hops at once, and never fewer than by default */
export async function prepareUssdGateway(
  appPort: number,
  connections: number,
  profile: boolean,
): Promise<UssdGatewayHome> {
  const folder = makeDataFolder();
  const place = { dataDir: join(folder, 'data'), databaseUrl: process.env.DATABASE_URL };
  const { token, connectorId } = await withDatabase(place, (client) =>
    provisionUssd(client, { appUrl: `http://127.0.0.1:${appPort}/tiara`, concurrency: connections }),
  );
  return {
    subject: {
      name: 'gateway',
      async start() {
        const { port, ...running } = await startGateway(folder, place, profile);
        return { target: { port, path: `/ussd/${token}` }, ...running };
      },
    },
    verify: (sessions) => withDatabase(place, (client) => faultsOfSessions(client, connectorId, sessions)),
    remove: () => removeDataFolder(folder),
  };
}
