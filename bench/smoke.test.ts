import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Figures } from './figures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ujumbe-bench-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a small run through floor and gateway loses nothing and gives every figure', async () => {
  const json = join(folder, 'figures.json');
  const main = join(import.meta.dirname, 'main.ts');
  await promisify(execFile)(process.execPath, [main, '--smoke', '--json', json]);
  const figures = JSON.parse(await readFile(json, 'utf8')) as Figures;

  expect(figures.faults).toEqual([]);
  for (const figure of [
    figures.e2e_msgs_per_s,
    figures.accepted_msgs_per_s,
    figures.floor_msgs_per_s,
    figures.ratio_to_floor,
    figures.accept_p50_ms,
    figures.accept_p99_ms,
    figures.accept_p99_ms_at_80pct,
  ]) {
    expect(figure).toBeGreaterThan(0);
  }
  expect(Object.keys(figures.cpu_us_per_msg).sort()).toEqual(['gateway', 'load', 'postgres', 'sink', 'smsc']);
}, 120_000);
