import type { FlowsOptions } from '../options.ts';
import { type EngineFigures, measureEngine } from './engine-steps.ts';
import { measureOpenRuns, type OpenRunsFigures } from './open-runs.ts';

export type FlowsFigures = EngineFigures & OpenRunsFigures;

/** Measures the engine by itself, then a gateway with many surveys under way, and prints both. */
export async function benchFlows({ turns, turnMs, runs, profile }: FlowsOptions): Promise<FlowsFigures> {
  const engine = measureEngine(turns, turnMs);
  console.log(engine);
  const open = await measureOpenRuns(runs, profile);
  console.log(open);
  return { ...engine, ...open };
}
