import { UsageError } from './usage-error.ts';

/** What usually keeps a file from being opened, by the code of the system. */
const faults: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'you are not allowed to',
  EPERM: 'you are not allowed to',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
};

/** That a file a person has named cannot be read. */
export function unreadable(file: string, error: unknown): UsageError {
  return new UsageError(`${file} cannot be read: ${faultOf(error)}.`, { cause: error });
}

/** That a file a person has named cannot be written. */
export function unwritable(file: string, error: unknown): UsageError {
  return new UsageError(`${file} cannot be written: ${faultOf(error)}.`, { cause: error });
}

function faultOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return faults[code ?? ''] ?? message;
}
