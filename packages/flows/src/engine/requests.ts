import type { Run } from './run.ts';
import type { Request } from './state.ts';

/** Keeps in mind that a block has handed the person to people. @param purpose of the consent that it needs, null for none */
export function rememberRequest(run: Run, block: string, purpose: string | null): void {
  const others = run.requests.filter((one) => one.block !== block);
  run.requests = [...others, { block, purpose, after: run.passed, inDoubt: false }];
}

/** Takes back what is still in doubt where a person comes to an end on another way. */
export function withdrawDoubted(run: Run): void {
  withdraw(run, ({ inDoubt }) => inDoubt);
}

/** Takes back at once what a person no longer agrees to. */
export function withdrawRefused(run: Run, purpose: string): void {
  withdraw(run, (one) => one.purpose === purpose);
}

function withdraw(run: Run, isMeant: (one: Request) => boolean): void {
  const blocks = run.requests.filter(isMeant).map(({ block }) => block);
  if (blocks.length === 0) return;
  run.requests = run.requests.filter((one) => !isMeant(one));
  run.effects.push({ kind: 'unrequested', blocks });
}
