import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PostgresBinaries, programPath } from './binaries.ts';
import type { ServerUser } from './server-user.ts';
import { spawnProgram } from './spawn-program.ts';

/** The role the gateway works as, and its database. Not a superuser: injected SQL must not reach the machine. */
export const gatewayRole = 'ujumbe';

const stagingPrefix = 'postgres.new-';
const passwordFile = 'ujumbe-password';

/**
 * Creates the cluster `<dataDir>/postgres` with its role, its database and a random password, unless it exists.
 *
 * The work is done in a folder beside it that is renamed at the end, so a kill in the middle leaves no half
 * cluster: the next start throws the remains away. Call only while holding the data folder's lock.
 *
 * @param durable false for a cluster that need not survive the machine's sudden end
 */
export async function createCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  durable = true,
): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(stagingPrefix)) await rm(join(dataDir, name), { recursive: true, force: true });
  }
  if (await stat(join(dataDir, 'postgres')).catch(() => undefined)) return;

  const staging = await mkdtemp(join(dataDir, stagingPrefix));
  const password = randomBytes(32).toString('base64url');
  await writeFile(join(staging, passwordFile), password, { mode: 0o600 });
  if (user) {
    await chown(staging, user.uid, user.gid);
    await chown(join(staging, passwordFile), user.uid, user.gid);
  }
  await initdb(staging, binaries, user, durable);
  await createRole(staging, binaries, user, password);
  await rename(join(staging, passwordFile), join(staging, 'cluster', passwordFile));
  await syncFolder(join(staging, 'cluster'));
  await rename(join(staging, 'cluster'), join(dataDir, 'postgres'));
  await syncFolder(dataDir);
  await rm(staging, { recursive: true });
}

/** The password that `createCluster` chose. */
export async function readPassword(cluster: string): Promise<string> {
  return (await readFile(join(cluster, passwordFile), 'utf8')).trim();
}

async function initdb(
  staging: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  durable: boolean,
): Promise<void> {
  const collation = binaries.bundled
    ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
    : ['--locale=C.UTF-8'];
  await run(staging, user, programPath(binaries, 'initdb'), (folder) => [
    `--pgdata=${folder}/cluster`,
    `--pwfile=${folder}/${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--data-checksums',
    '--encoding=UTF8',
    ...collation,
    ...(durable ? [] : ['--no-sync']),
  ]);
}

/** Single-user mode needs no password and no socket, and is over before anybody else could connect. */
async function createRole(
  staging: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  password: string,
): Promise<void> {
  await run(
    staging,
    user,
    programPath(binaries, 'postgres'),
    (folder) => ['--single', '-D', `${folder}/cluster`, 'postgres'],
    `CREATE ROLE ${gatewayRole} LOGIN CREATEDB CREATEROLE PASSWORD '${password}';\n` +
      `CREATE DATABASE ${gatewayRole} OWNER ${gatewayRole};\n`,
  );
}

async function run(
  folder: string,
  user: ServerUser | undefined,
  program: string,
  args: (folder: string) => string[],
  input?: string,
): Promise<void> {
  const child = await spawnProgram({
    program,
    args,
    folder,
    user,
    output: 'pipe',
    input: input !== undefined,
  });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  child.stdin?.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(output)) {
    throw new Error(`The database could not be created: ${program} ended with ${code}.\n${output.trim()}`);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
