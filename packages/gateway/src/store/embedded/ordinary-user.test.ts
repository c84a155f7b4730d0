import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mayEnter } from './server-user.ts';

// Starting servers and copying binaries takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Run by root, these tests start programs as another user; run by anybody else, there is no root to compare with. */
const nobody = { uid: 65_534, gid: 65_534 };
const program = fileURLToPath(new URL('../../../test/start-once.ts', import.meta.url));
const canBeBoth =
  process.getuid?.() === 0 &&
  (await mayEnter(nobody, dirname(process.execPath))) &&
  (await mayEnter(nobody, dirname(program)));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ujumbe-ordinary-'));
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'open'));
  await chmod(join(folder, 'open'), 0o777);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function startOnce(dataDir: string, identity: { uid?: number; gid?: number }): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, dataDir], {
    ...identity,
    cwd: '/',
  });
  return JSON.parse(stdout);
}

test.runIf(canBeBoth)("an ordinary user's database stays his after a start as root", async () => {
  const dataDir = join(folder, 'open', 'data');
  const own = { uid: nobody.uid, inserted: 1 };
  expect(await startOnce(dataDir, nobody)).toEqual(own);
  expect(await startOnce(dataDir, {})).toEqual(own);
  expect(await startOnce(dataDir, nobody)).toEqual(own);
});

test.runIf(canBeBoth)(
  'a data folder made as root is refused to an ordinary user, with the ways out',
  async () => {
    const dataDir = join(folder, 'rooted');
    expect(await startOnce(dataDir, {})).toMatchObject({ inserted: 1 });
    expect(await startOnce(dataDir, nobody)).toEqual({
      error: expect.stringMatching(/cannot be used \(EACCES\).*chown.*--data/),
    });
    await chmod(dataDir, 0o777);
    expect(await startOnce(dataDir, nobody)).toEqual({
      error: expect.stringMatching(/gateway.lock cannot be written/),
    });
  },
);
