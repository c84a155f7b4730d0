import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mayEnter, parsePasswd } from './server-user.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ujumbe-user-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('users are read with their ids, comments left out, negative ids as the kernel has them', () => {
  const users = parsePasswd(
    '# macOS\nroot:x:0:0:root:/root:/bin/sh\nnobody:*:-2:-2:Nobody:/:/usr/bin/false\n',
  );
  expect([...users]).toEqual([
    ['root', { uid: 0, gid: 0 }],
    ['nobody', { uid: 4_294_967_294, gid: 4_294_967_294 }],
  ]);
});

test('one closed folder on the way keeps a stranger out', async () => {
  const inner = join(folder, 'closed', 'inner');
  await mkdir(inner, { recursive: true });
  const stranger = { uid: 60_001, gid: 60_001 };
  await chmod(folder, 0o755);
  expect(await mayEnter(stranger, inner)).toBe(true);
  await chmod(join(folder, 'closed'), 0o700);
  expect(await mayEnter(stranger, inner)).toBe(false);
});
