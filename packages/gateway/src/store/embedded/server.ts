import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { locateBundledBinaries, type PostgresBinaries } from './binaries.ts';
import { checkCluster } from './check-cluster.ts';
import { createCluster, gatewayRole, readPassword } from './create-cluster.ts';
import { openDataFolder } from './data-folder.ts';
import { lockDataFolder } from './data-lock.ts';
import type { DatabaseLog } from './database-log.ts';
import { endFormerServer } from './former-server.ts';
import type { Launch } from './launch-server.ts';
import { chooseServerUser } from './server-user.ts';
import { socketPort } from './settings.ts';
import { reachSocketFolder } from './socket-folder.ts';
import { SupervisedServer } from './supervised-server.ts';
import { usableBinaries } from './usable-binaries.ts';

export interface EmbeddedServerOptions {
  /** Holds the cluster, its log and its lock. Made if absent, for the current user alone. */
  dataDir: string;
  log: DatabaseLog;
  /** Another PostgreSQL than the bundled one. */
  binaries?: PostgresBinaries;
  /** Settings over those of `serverSettings`. */
  settings?: Readonly<Record<string, string>>;
}

/** A running PostgreSQL of our own. */
export interface EmbeddedServer {
  config: { host: string; port: number; user: string; password: string; database: string };
  /** Pid of the postmaster of this moment; another one after a crash of PostgreSQL. */
  pid(): number;
  /** Fast shutdown, then gives the data folder free. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on `<dataDir>/postgres`, creating it the first time, and keeps it running: when it ends
 * by itself it is started again.
 *
 * Throws when another gateway lives on the data folder, or PostgreSQL cannot run, saying what to do.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const dataDir = await openDataFolder(options.dataDir);
  const lock = await lockDataFolder(dataDir);
  try {
    const launch = await prepare(dataDir, options);
    await endFormerServer(launch.cluster, options.log);
    const config = {
      host: await reachSocketFolder(launch.cluster),
      port: socketPort,
      user: gatewayRole,
      password: await readPassword(launch.cluster),
      database: gatewayRole,
    };
    const server = new SupervisedServer(launch);
    await server.start();
    const stop = async () => {
      await server.stop();
      if (config.host !== launch.cluster) await rm(dirname(config.host), { recursive: true, force: true });
      lock.release();
    };
    return { config, pid: () => server.pid, stop };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function prepare(dataDir: string, options: EmbeddedServerOptions): Promise<Launch> {
  const cluster = join(dataDir, 'postgres');
  const user = await chooseServerUser(cluster);
  const binaries = await usableBinaries(options.binaries ?? locateBundledBinaries(), user);
  const settings = options.settings ?? {};
  await createCluster(dataDir, binaries, user, settings.fsync !== 'off');
  await checkCluster(cluster, binaries, user);
  return { dataDir, cluster, binaries, user, settings, log: options.log };
}
