import { execFile } from 'node:child_process';
import { glob, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from '../packages/gateway/src/store/embedded/binaries.ts';

const oldest = 15;

/** Where packages of the systems we know put the server's programs, which are seldom on the PATH. */
const places = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/usr/libexec/postgresql*',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
];

/** The newest installed PostgreSQL server of version 15 or newer, if there is one. */
export async function findInstalledPostgres(): Promise<PostgresBinaries | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const found: PostgresBinaries[] = [];
  for await (const program of glob([...places, ...folders].map((folder) => join(folder, 'initdb')))) {
    const binaries = await describe(program);
    if (binaries) found.push(binaries);
  }
  return found
    .filter((one) => Number.parseInt(one.version, 10) >= oldest)
    .sort((a, b) => Number.parseFloat(b.version) - Number.parseFloat(a.version))[0];
}

async function describe(initdb: string): Promise<PostgresBinaries | undefined> {
  const bin = dirname(await realpath(initdb));
  const output = await promisify(execFile)(join(bin, 'postgres'), ['--version']).catch(() => undefined);
  const version = /\d+(\.\d+)?/.exec(output?.stdout ?? '')?.[0];
  return version ? { home: dirname(bin), version, bundled: false } : undefined;
}
