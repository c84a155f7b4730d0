import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A new folder for one subject's files. On the disk of this checkout: a temporary folder may be memory, where fsync is free. */
export function makeDataFolder(): string {
  const data = join(import.meta.dirname, '.data');
  mkdirSync(data, { recursive: true });
  return mkdtempSync(join(data, 'run-'));
}

export function removeDataFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
