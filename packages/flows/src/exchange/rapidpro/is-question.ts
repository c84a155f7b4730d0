import type { RapidNode } from './definition.ts';
import { isInput } from './expressions.ts';

/** Whether a node waits for what a person writes. */
export function isQuestion({ router }: RapidNode): boolean {
  if (router === null || router.wait === null) return false;
  return router.wait.type === 'msg' || isInput(router.operand);
}
