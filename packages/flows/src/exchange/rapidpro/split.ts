import type { RapidNode, RapidRouter } from './definition.ts';
import { type ExpressionScope, fieldOf } from './expressions.ts';
import { type Making, resultKey, tell } from './making.ts';
import { type NodePlan, type Plan, type Target, targetOf } from './plan.ts';
import { planTests } from './question.ts';

const services: ReadonlySet<string> = new Set(['call', 'http', 'task']);
const leftOut: ReadonlySet<string> = new Set([
  'transfer_airtime',
  'call_resthook',
  'call_classifier',
  'call_llm',
  'request_optin',
]);

/**
 * A router that does not wait: the exits of the service its node called, else a branch.
 *
 * @param plans what its node does before
 */
export function planSplit(
  making: Making,
  node: RapidNode,
  router: RapidRouter,
  plans: readonly Plan[],
  scope: ExpressionScope,
): NodePlan {
  const otherwise = targetOf(router, node.exits, router.defaultCategory);
  if (router.type !== 'switch') {
    const [first] = router.categories;
    const target = first === undefined ? otherwise : targetOf(router, node.exits, first.uuid);
    tell(
      making,
      'lost',
      node.uuid,
      `A router of type "${router.type}" is not carried over; everybody goes the way "${first?.name ?? ''}".`,
      'Put a branch there.',
    );
    return { plans, after: target };
  }
  const last = plans.at(-1);
  if (last !== undefined && services.has(last.block.kind)) {
    const succeeds = successOf(router, node);
    const service = { ...last, exits: { ...last.exits, next: succeeds, error: otherwise }, next: null };
    if (last.block.kind === 'call') {
      tell(
        making,
        'changed',
        node.uuid,
        'A flow that is called and expires ends the whole run here; the way for it is taken only when the call fails.',
        'Look at expireAfterMinutes.',
      );
    }
    return { plans: [...plans.slice(0, -1), service], after: { node: null } };
  }
  if (node.actions.some(({ type }) => leftOut.has(type))) {
    tell(
      making,
      'changed',
      node.uuid,
      'What it asks for was left out with the action; everybody goes the other way.',
      'Look at what comes next.',
    );
    return { plans, after: otherwise };
  }
  const field = fieldFor(router, scope);
  if (field === null) {
    tell(
      making,
      'lost',
      node.uuid,
      `A split by "${router.operand}" cannot be said; everybody goes the other way.`,
      'Put a branch there.',
    );
    return { plans, after: otherwise };
  }
  if (router.cases.some(({ type }) => type === 'has_group')) {
    tell(
      making,
      'changed',
      node.uuid,
      'Groups are asked for as the contact field "groups".',
      'Keep the names of groups in that field.',
    );
  }
  const key = resultKey(router.result);
  const keep = router.result !== '' && making.categories.has(key) ? key : null;
  const branch = planTests(
    making,
    node,
    router,
    field,
    `split-${field.replace(/^\w+\./, '').replaceAll(/[._]/g, '-')}`,
    keep,
  );
  return { plans: [...plans, ...branch.plans], after: branch.after };
}

function fieldFor(router: RapidRouter, scope: ExpressionScope): string | null {
  if (router.cases.every(({ type }) => type === 'has_group') && router.cases.length > 0)
    return 'contact.groups';
  return fieldOf(router.operand, scope);
}

/** Where it goes when the service did what it was asked: the first category with a test. */
function successOf(router: RapidRouter, node: RapidNode): Target {
  const [test] = router.cases;
  return targetOf(router, node.exits, test?.category ?? router.defaultCategory);
}
