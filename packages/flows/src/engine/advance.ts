import type { Action, Turn } from '../blocks/ready.ts';
import { TooMuchWork } from '../conditions/work.ts';
import { limits } from '../document/flow.ts';
import type { HttpCall } from './effect.ts';
import type { PreparedBlock } from './prepared-flow.ts';
import { putQuestion } from './put-question.ts';
import { currentBlock, type Run } from './run.ts';
import { conclude, fail, sayBeforeWaiting } from './speak.ts';
import type { Outcome } from './state.ts';

/** Runs blocks from where a run stands until a question, a call to a service, or the end. */
export function advance(run: Run): void {
  for (let passed = 0; passed < limits.blocksPerStep; passed++) {
    const at = currentBlock(run);
    if (at === null) {
      fail(run, run.frames.at(-1)?.block ?? '', 'There is no such block in the flow.');
      return;
    }
    if (!pass(run, at)) return;
  }
  const loop = run.frames.at(-1)?.block ?? '';
  fail(
    run,
    loop,
    `${limits.blocksPerStep} blocks were passed without a question. Ask something in the loop.`,
  );
}

/**
 * Leaves the block a run stands at by the first of these exits that leads anywhere. Where none does, its flow is over: the run goes
 * on behind the block that called it, or ends.
 *
 * @returns false where the run has ended
 */
export function leave(run: Run, at: PreparedBlock, exits: readonly string[]): boolean {
  const target = targetOf(at, exits);
  if (target === null) return comeBack(run);
  moveTo(run, target);
  return true;
}

/** Where the first of these exits that leads anywhere leads. */
export function targetOf({ block }: PreparedBlock, exits: readonly string[]): string | null {
  if (block.exits === undefined) return null;
  for (const exit of exits) {
    if (Object.hasOwn(block.exits, exit)) return block.exits[exit] ?? null;
  }
  return null;
}

/** @returns whether there is more to run */
function pass(run: Run, at: PreparedBlock): boolean {
  const { ready } = at;
  if (ready.type === 'question') return !putQuestion(run, at, ready) && leave(run, at, ['skip', 'next']);
  const turn = enter(run, at, ready);
  switch (turn.go) {
    case 'exit':
      return leave(run, at, turn.exits);
    case 'into':
      return enterFlow(run, at, turn.flow);
    case 'ask':
      return askService(run, at, turn.call);
    case 'end':
      return endFlow(run, turn.outcome);
  }
}

/** What an author wrote may fail at any value a person gives: that is the exit `error`, not the end of a server. */
function enter(run: Run, { id, block }: PreparedBlock, ready: Action): Turn {
  try {
    return ready.enter(run);
  } catch (error) {
    if (error instanceof TooMuchWork) throw error;
    run.effects.push({ kind: 'error', block: id, message: firstLine(error) });
    return { go: 'exit', exits: ['error', block.kind === 'branch' ? 'else' : 'next'] };
  }
}

export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}

/** Waits for a service, unless the run has done nothing else for long: each call is a step of its own, so no loop of them would end. */
function askService(run: Run, { id }: PreparedBlock, call: HttpCall): false {
  run.calls += 1;
  if (run.calls > limits.callsInARow) {
    fail(
      run,
      id,
      `${limits.callsInARow} services were asked in a row. Ask the person something in the loop.`,
    );
    return false;
  }
  const { silent, ending, calls } = run;
  run.wait = { kind: 'http', said: sayBeforeWaiting(run), silent, ending, calls };
  run.effects.push({ kind: 'http', call });
  return false;
}

function enterFlow(run: Run, at: PreparedBlock, flow: string): boolean {
  const document = run.prepared.documents.get(flow);
  if (document === undefined || run.frames.length >= limits.depth) {
    const reason =
      document === undefined
        ? `There is no flow "${flow}".`
        : `Flows call each other more than ${limits.depth} deep.`;
    run.effects.push({ kind: 'error', block: at.id, message: reason });
    return leave(run, at, ['error', 'next']);
  }
  run.frames = [...run.frames, { flow, block: document.flow.entry }];
  return true;
}

/** A flow that was called comes back from its end, unless the person is not to be asked any further at all. */
function endFlow(run: Run, outcome: Outcome | null): boolean {
  if (outcome === null || outcome === 'completed') return comeBack(run, outcome);
  conclude(run, outcome);
  return false;
}

function comeBack(run: Run, outcome: 'completed' | null = null): boolean {
  while (run.frames.length > 1) {
    run.frames = run.frames.slice(0, -1);
    const caller = currentBlock(run);
    const target = caller === null ? null : targetOf(caller, ['next']);
    if (target !== null) {
      moveTo(run, target);
      return true;
    }
  }
  conclude(run, outcome ?? run.ending);
  return false;
}

/** Stands a run at another block of the flow it is in. */
export function moveTo(run: Run, block: string): void {
  const flow = run.frames.at(-1)?.flow ?? run.prepared.flow.id;
  run.frames = [...run.frames.slice(0, -1), { flow, block }];
}
