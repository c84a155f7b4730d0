import { own } from '../conditions/scope.ts';
import { doubtWhatFollowed, settle } from './deeds.ts';
import type { PreparedBlock } from './prepared-flow.ts';
import { currentBlock, type Run } from './run.ts';
import type { Frame } from './state.ts';

/** Questions a person can go back through. */
const longestTrail = 32;

/** Where the run stands becomes the last question to go back to. */
export function rememberQuestion(run: Run): void {
  run.trail = [...run.trail.slice(1 - longestTrail), run.frames];
  run.passed += 1;
}

/**
 * Stands a run at the question before; false where there is none. What was answered since counts until that question is answered
 * anew: then it may lead elsewhere, and what is still on the way is asked again.
 */
export function goBack(run: Run): boolean {
  const before = run.trail.at(-1);
  if (before === undefined) return false;
  const left = currentBlock(run)?.name;
  if (left !== undefined && own(run.answers, left) !== undefined) run.withdrawn = [...run.withdrawn, left];
  run.trail = run.trail.slice(0, -1);
  run.passed -= 1;
  run.frames = before;
  return true;
}

/** Drops what a person has gone back over, now that they answer anew before it. @param name of the answer that is given */
export function dropWithdrawn(run: Run, name: string): void {
  drop(
    run,
    run.withdrawn.filter((one) => one !== name),
  );
}

/** Drops the same where a question is left without an answer, and what was answered there before. That it was put still counts. */
export function dropPassedOver(run: Run, { id, name, block }: PreparedBlock): void {
  if (own(run.answers, name)?.block !== id) {
    dropWithdrawn(run, name);
    return;
  }
  drop(run, [...run.withdrawn.filter((one) => one !== name), name]);
  run.effects.push({ kind: 'asked', block: id, name, blockKind: block.kind });
}

function drop(run: Run, names: readonly string[]): void {
  doubtWhatFollowed(run);
  run.withdrawn = [];
  if (names.length === 0) return;
  run.answers = Object.fromEntries(Object.entries(run.answers).filter(([one]) => !names.includes(one)));
  run.effects.push({ kind: 'withdrawn', names });
}

/**
 * Stands a run at the flow's menu; false where it has none. Back then leads to what came before the menu. What was done since the
 * menu was first put stays, whatever is chosen there now, until an answer before the menu is given anew.
 */
export function goToMenu(run: Run): boolean {
  const { flow, settings } = run.prepared;
  if (settings.menu === null || own(flow.blocks, settings.menu) === undefined) return false;
  const menu: Frame = { flow: flow.id, block: settings.menu };
  const first = run.trail.findIndex((frames) => frames.length === 1 && frames[0]?.block === menu.block);
  const trail = first === -1 ? [] : run.trail.slice(0, first);
  const passed = run.passed - (run.trail.length - trail.length);
  settle(run, passed);
  run.trail = trail;
  run.passed = passed;
  run.frames = [menu];
  return true;
}
