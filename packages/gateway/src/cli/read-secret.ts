import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { unreadable } from './file-faults.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads a secret: from a file, or from standard input, where a person is asked and nothing is shown. Never from the command
 * line, where every user of the machine could read it. A line end behind it is not part of it.
 *
 * @param file its path; `-` or undefined for standard input
 * @throws UsageError when there is none
 */
export async function readSecret(
  what: string,
  file: string | undefined,
  terminal: Terminal,
): Promise<string> {
  const given =
    file === undefined || file === '-' ? await readInput(what, terminal) : readSecretFile(what, file);
  const secret = given.replace(/\r?\n$/, '');
  if (secret === '') throw new UsageError(`The ${what} is empty. Give it on standard input or in a file.`);
  return secret;
}

async function readInput(what: string, { input, errors }: Terminal): Promise<string> {
  if (!input.isTTY) return text(input);
  errors.write(`Type the ${what} (it is not shown): `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    errors.write('\n');
  }
}

function readSecretFile(what: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(`The file ${file} of the ${what}`, error);
  }
}
