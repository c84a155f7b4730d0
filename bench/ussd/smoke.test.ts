import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UssdFigures } from './figures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ujumbe-bench-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a small run through gateway and proxy leaves every session whole and gives every figure', async () => {
  const json = join(folder, 'figures.json');
  const main = join(import.meta.dirname, '..', 'main.ts');
  await promisify(execFile)(process.execPath, [main, '--ussd', '--smoke', '--json', json]);
  const figures = JSON.parse(await readFile(json, 'utf8')) as UssdFigures;

  expect(figures.faults).toEqual([]);
  expect(figures.sessions_verified).toBe(160);
  for (const figure of [
    figures.hops_per_s,
    figures.proxy_hops_per_s,
    figures.ratio_to_proxy,
    figures.wide_ratio_to_proxy,
    figures.added_p99_ms,
    figures.proxy_added_p99_ms,
  ]) {
    expect(figure).toBeGreaterThan(0);
  }
  expect(Object.keys(figures.cpu_us_per_hop).sort()).toEqual(['app', 'gateway', 'load', 'postgres']);
  expect(Object.keys(figures.proxy_cpu_us_per_hop).sort()).toEqual(['app', 'load', 'proxy']);
}, 120_000);
