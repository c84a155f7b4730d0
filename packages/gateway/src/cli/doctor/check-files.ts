import { readFile, stat, statfs } from 'node:fs/promises';
import type { Config } from '#core/config.ts';
import { type Check, note, ok, problem } from './check.ts';

const GIB = 1024 ** 3;
const LEAST_FREE = 2 * GIB;
const LEAST_FREE_SHARE = 0.1;

/** The files of this deployment on this machine: who may read them, and whether there is room. */
export async function checkFiles(config: Config, configFile: string | null): Promise<Check[]> {
  const checks: Check[] = [];
  if (configFile !== null) checks.push(await checkConfigFile(configFile, config));
  if (config.databaseUrl === undefined)
    checks.push(await checkDataFolder(config.data), await checkDisk(config.data));
  return checks;
}

async function checkConfigFile(file: string, config: Config): Promise<Check> {
  const mode = (await stat(file)).mode & 0o777;
  const shown = mode.toString(8).padStart(3, '0');
  if ((mode & 0o022) !== 0) {
    return problem(
      'config file',
      `${file} can be changed by other users (mode ${shown}).`,
      `chmod 600 ${file}`,
    );
  }
  const { password } = config.email.smtp;
  const isIn = password !== undefined && (await readFile(file, 'utf8')).includes(JSON.stringify(password));
  if ((mode & 0o044) !== 0 && (isIn || holdsPassword(config.databaseUrl))) {
    return problem(
      'config file',
      `${file} holds a password and can be read by other users (mode ${shown}).`,
      `chmod 600 ${file}`,
    );
  }
  return ok('config file', `${file} (mode ${shown})`);
}

function holdsPassword(databaseUrl: string | undefined): boolean {
  return databaseUrl !== undefined && /:\/\/[^@/]*:[^@/]+@|[?&]password=/.test(databaseUrl);
}

async function checkDataFolder(folder: string): Promise<Check> {
  const mode = (await stat(folder)).mode & 0o777;
  const shown = mode.toString(8).padStart(3, '0');
  if ((mode & 0o022) === 0) return ok('data folder', `${folder} (mode ${shown})`);
  return problem(
    'data folder',
    `${folder} can be changed by other users (mode ${shown}).`,
    `chmod 700 ${folder}`,
  );
}

async function checkDisk(folder: string): Promise<Check> {
  const { bavail, blocks, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const share = blocks === 0 ? 0 : bavail / blocks;
  const says = `${(free / GIB).toFixed(1)} GiB free (${Math.floor(share * 100)} %) on the disk of ${folder}`;
  if (free < LEAST_FREE) {
    return problem(
      'disk',
      says,
      'Make room before the database stops: shorten sms.retentionDays, or move the data folder to a larger disk.',
    );
  }
  return share < LEAST_FREE_SHARE
    ? note('disk', says, 'Watch it: a full disk stops the database.')
    : ok('disk', says);
}
