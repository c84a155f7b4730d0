import type { Block } from '../document/blocks.ts';
import type { Flow } from '../document/flow.ts';
import { answerName } from '../engine/prepared-flow.ts';
import { isQuestion } from './flow-view.ts';

/** What a value can be. `values` are all it can take, null where that is not known. */
export type ValueShape = {
  readonly type: 'word' | 'list' | 'number' | 'text' | 'date' | 'yes-no' | 'any';
  readonly values: readonly string[] | null;
};

/** Names a run of a flow can know, and what each can be; several shapes where several blocks set it. */
export type KnownNames = {
  readonly answers: ReadonlyMap<string, readonly ValueShape[]>;
  readonly vars: ReadonlyMap<string, readonly ValueShape[]>;
};

/**
 * Answers and variables of a flow, of the flows it calls, and of those that call it: they share one run. Called flows are
 * followed to any depth.
 */
export function knownNames(flow: Flow, others: Readonly<Record<string, Flow>>): KnownNames {
  const answers = new Map<string, ValueShape[]>();
  const vars = new Map<string, ValueShape[]>();
  const add = (names: Map<string, ValueShape[]>, name: string, shape: ValueShape) =>
    names.set(name, [...(names.get(name) ?? []), shape]);

  for (const each of sharedRun(flow, others))
    for (const [id, block] of Object.entries(each.blocks)) {
      if (isQuestion(block)) add(answers, answerName(id, block), shapeOf(block));
      if (block.kind === 'http') for (const name of Object.keys(block.save ?? {})) add(vars, name, anything);
      if (block.kind === 'set')
        for (const [target, value] of Object.entries(block.values)) {
          const [root, name = ''] = target.split('.');
          if (root === 'answers') add(answers, name, shapeOfValue(value));
          if (root === 'vars') add(vars, name, shapeOfValue(value));
        }
    }
  return { answers, vars };
}

const anything: ValueShape = { type: 'any', values: null };

function sharedRun(flow: Flow, others: Readonly<Record<string, Flow>>): ReadonlySet<Flow> {
  const calls = (caller: Flow, id: string) =>
    Object.values(caller.blocks).some((block) => block.kind === 'call' && block.flow === id);
  const run = new Set([flow, ...Object.values(others).filter((other) => calls(other, flow.id))]);
  for (const each of run)
    for (const block of Object.values(each.blocks)) {
      const called = block.kind === 'call' && Object.hasOwn(others, block.flow) && others[block.flow];
      if (called) run.add(called);
    }
  return run;
}

function shapeOf(block: Block): ValueShape {
  switch (block.kind) {
    case 'choice':
      return { type: 'word', values: block.options.map(({ value }) => value) };
    case 'choices':
      return { type: 'list', values: block.options.map(({ value }) => value) };
    case 'number':
    case 'nps':
      return { type: 'number', values: null };
    case 'date':
      return { type: 'date', values: null };
    case 'consent':
      return { type: 'word', values: ['yes', 'no'] };
    default:
      return { type: 'text', values: null };
  }
}

function shapeOfValue(value: unknown): ValueShape {
  if (typeof value === 'string') return { type: 'text', values: null };
  if (typeof value === 'number') return { type: 'number', values: null };
  if (typeof value === 'boolean') return { type: 'yes-no', values: null };
  return Array.isArray(value) ? { type: 'list', values: null } : anything;
}
