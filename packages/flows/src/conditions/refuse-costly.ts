import type { ASTNode } from '@marcbachmann/cel-js';
import { BadExpression } from './bad-expression.ts';
import { childrenOf, walks } from './measure-cel.ts';

/**
 * Refuses what can stop a processor whatever the budget of a step: patterns, lists that are walked within the walk of another, lists
 * that are made long only to be walked, and names for values, by which a text can be doubled again and again.
 *
 * @throws BadExpression
 */
export function refuseCostly(root: ASTNode, source: string): void {
  visit(root, 'free', source);
}

/** Where a node stands: `walked` in what a walk goes through, `walking` in what it does each time. */
type Place = 'free' | 'walked' | 'walking';

function visit(node: ASTNode, place: Place, source: string): void {
  const refuse = (what: string) => {
    throw new BadExpression(`The expression "${source}" ${what}`);
  };
  const method = node.op === 'rcall' || node.op === 'call' ? node.args[0] : '';
  if (method === 'matches') refuse('uses matches. Use contains, startsWith or endsWith.');
  if (method === 'bind') refuse('uses bind. Set a variable with a set block before.');
  const isWalk = node.op === 'rcall' && walks.has(method);
  if (isWalk && place !== 'free') {
    refuse('walks through a list within another. Take it apart into two set blocks.');
  }
  if (place === 'walked' && (node.op === '+' || method === 'join')) {
    refuse('walks through what it puts together. Walk through a field, a list or a text that is split.');
  }
  if (isWalk && node.op === 'rcall') {
    visit(node.args[1], 'walked', source);
    for (const arg of node.args[2]) visit(arg, 'walking', source);
  } else {
    for (const child of childrenOf(node.args)) visit(child, place, source);
  }
}
