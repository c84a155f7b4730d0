import { valueLimits } from '../conditions/cel.ts';
import { storable } from '../conditions/storable.ts';
import type { Value } from '../document/condition.ts';
import { advance, leave } from './advance.ts';
import { currentBlock, type Run } from './run.ts';

/** Keeps what a service answered where the block says so, and goes on: by `error` where there was no answer, or none of 200 to 299. */
export function takeHttpResult(run: Run, status: number | null, body: unknown): void {
  const { wait } = run;
  const at = currentBlock(run);
  if (wait?.kind !== 'http' || at?.block.kind !== 'http') return;
  run.said = wait.said;
  run.silent = wait.silent;
  run.ending = wait.ending;
  run.calls = wait.calls;
  const answered = status !== null && status >= 200 && status < 300;
  if (answered) {
    run.vars = saved(run.vars, at.block.save ?? {}, body);
  } else {
    const message = status === null ? 'The service did not answer.' : `The service answered ${status}.`;
    run.effects.push({ kind: 'error', block: at.id, message });
  }
  if (leave(run, at, answered ? ['next'] : ['error', 'next'])) advance(run);
}

/** What is not in the answer is unknown afterwards: a value of an earlier call would be wrong. */
function saved(
  vars: Readonly<Record<string, Value>>,
  save: Readonly<Record<string, string>>,
  body: unknown,
): Readonly<Record<string, Value>> {
  const kept: Record<string, Value> = { ...vars };
  for (const [name, path] of Object.entries(save)) {
    const value = readFound(walk(body, path));
    if (value === null) delete kept[name];
    else kept[name] = value;
  }
  return kept;
}

function walk(body: unknown, path: string): unknown {
  let inside = body;
  for (const name of path.split('.')) {
    if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, name)) return undefined;
    inside = (inside as Readonly<Record<string, unknown>>)[name];
  }
  return inside;
}

function readFound(found: unknown): Value | null {
  if (typeof found === 'string') return storable(found, valueLimits.text);
  if (typeof found === 'boolean' || (typeof found === 'number' && Number.isFinite(found))) return found;
  if (!Array.isArray(found)) return null;
  const items = found.filter((item) => typeof item === 'string' || typeof item === 'number');
  return items.slice(0, valueLimits.items).map((item) => storable(String(item), valueLimits.item));
}
