import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { FlowsFigures } from './bench-flows.ts';

test('a small run of flows begins every survey and gives every figure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ujumbe-bench-test-'));
  try {
    const json = join(folder, 'figures.json');
    const main = join(import.meta.dirname, '..', 'main.ts');
    await promisify(execFile)(process.execPath, [main, '--flows', '--smoke', '--json', json]);
    const figures = JSON.parse(await readFile(json, 'utf8')) as FlowsFigures;
    expect([figures.faults, figures.open_runs]).toEqual([[], 200]);
    expect(figures.engine_steps_per_s).toBeGreaterThan(0);
    expect(figures.engine_steps_per_json_round_trip).toBeGreaterThan(0);
    expect(figures.triggers_per_s).toBeGreaterThan(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
