import { own } from '../conditions/scope.ts';
import type { Run } from './run.ts';
import type { Frame } from './state.ts';

/** Questions a person can go back through. */
const longestTrail = 32;

/** Where the run stands becomes the last question to go back to. */
export function rememberQuestion(run: Run): void {
  run.trail = [...run.trail.slice(1 - longestTrail), run.frames];
}

/** Stands a run at the question before; false where there is none. What was answered since stays answered. */
export function goBack(run: Run): boolean {
  const before = run.trail.at(-1);
  if (before === undefined) return false;
  run.trail = run.trail.slice(0, -1);
  run.frames = before;
  return true;
}

/** Stands a run at the flow's menu; false where it has none. Back then leads to what came before the menu. */
export function goToMenu(run: Run): boolean {
  const { flow, settings } = run.prepared;
  if (settings.menu === null || own(flow.blocks, settings.menu) === undefined) return false;
  const menu: Frame = { flow: flow.id, block: settings.menu };
  const first = run.trail.findIndex((frames) => frames.length === 1 && frames[0]?.block === menu.block);
  run.trail = first === -1 ? [] : run.trail.slice(0, first);
  run.frames = [menu];
  return true;
}
