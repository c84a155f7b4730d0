import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { unwritable } from '../file-faults.ts';
import { UsageError } from '../usage-error.ts';

/** Writes a file that is not there yet. @throws UsageError when it is there and shall not be written over, or cannot be written */
export function writeNewFile(file: string, content: string | Buffer, replace: boolean): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { flag: replace ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(`${file} is there already. Name another, or add --replace.`);
    throw unwritable(file, error);
  }
}
