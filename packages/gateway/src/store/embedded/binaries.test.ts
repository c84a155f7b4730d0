import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { locateBundledBinaries, programPath } from './binaries.ts';

test('the bundled PostgreSQL is found for the platform we run on', () => {
  const binaries = locateBundledBinaries();
  expect(existsSync(programPath(binaries, 'postgres'))).toBe(true);
  expect(Number.parseInt(binaries.version, 10)).toBe(18);
});

test('a platform without one is told about DATABASE_URL', () => {
  expect(() => locateBundledBinaries('win32', 'x64')).toThrow(
    /no embedded PostgreSQL for win32-x64\. Set DATABASE_URL/,
  );
});

test('a platform whose package was not installed is told how to install it', () => {
  const [platform, arch] = process.platform === 'darwin' ? ['linux', 'arm64'] : ['darwin', 'arm64'];
  expect(() => locateBundledBinaries(platform, arch)).toThrow(/is not installed.*npm install/);
});
