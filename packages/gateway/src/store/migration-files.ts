import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface MigrationFile {
  /** File name without `.sql`; its four digits give the order. */
  name: string;
  sql: string;
  /** SHA-256 of the text, the same whatever line ends a checkout gave it. */
  checksum: string;
  /** The file has a line `-- breaking`: nodes of the version before must stop first. */
  breaking: boolean;
}

const fileName = /^\d{4}-[a-z0-9-]+\.sql$/;
const transactionControl = /^\s*(begin|commit|rollback|start\s+transaction)\s*;/im;

/**
 * Reads a folder of migrations in their order. Throws for a name that is not `0001-what.sql`, for two files
 * with one number, and for a file that controls the transaction it runs in.
 */
export async function readMigrations(folder: string | URL): Promise<MigrationFile[]> {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder);
  const names = (await readdir(path)).filter((name) => name.endsWith('.sql')).sort();
  const files: MigrationFile[] = [];
  for (const name of names) {
    if (!fileName.test(name)) throw new Error(`Migration ${name} is not named like 0001-what-it-does.sql.`);
    const before = files.at(-1)?.name;
    if (before?.slice(0, 4) === name.slice(0, 4)) {
      throw new Error(`Migrations ${before}.sql and ${name} have one number. Give one of them the next.`);
    }
    files.push(readOne(name, await readFile(join(path, name), 'utf8')));
  }
  return files;
}

function readOne(name: string, text: string): MigrationFile {
  const sql = text.replaceAll('\r\n', '\n');
  const control = transactionControl.exec(sql);
  if (control) {
    throw new Error(
      `Migration ${name} has ${control[0].trim()} in it, but every migration runs in one transaction already.`,
    );
  }
  return {
    name: name.slice(0, -'.sql'.length),
    sql,
    checksum: createHash('sha256').update(sql).digest('hex'),
    breaking: /^-- breaking\s*$/m.test(sql),
  };
}
