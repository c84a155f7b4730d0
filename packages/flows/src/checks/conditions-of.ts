import type { Block } from '../document/blocks.ts';
import type { Condition } from '../document/condition.ts';
import { pointer } from './finding.ts';

/** The innermost parts of conditions: comparisons and expressions, with their places. */
export type ConditionPart = {
  readonly path: string;
  readonly part: Extract<Condition, { field: string } | { cel: string }>;
};

/** All comparisons and expressions of a block's conditions. `path` is the block's pointer. */
export function conditionsOf(block: Block, path: string): ConditionPart[] {
  if (block.kind === 'branch')
    return block.cases.flatMap((each, index) =>
      partsOf(each.when as Condition, pointer(path, 'cases', index, 'when')),
    );
  if (!('options' in block)) return [];
  return block.options.flatMap(({ when }, index) =>
    when === undefined ? [] : partsOf(when as Condition, pointer(path, 'options', index, 'when')),
  );
}

function partsOf(condition: Condition, path: string): ConditionPart[] {
  if ('all' in condition)
    return condition.all.flatMap((each, index) => partsOf(each, pointer(path, 'all', index)));
  if ('any' in condition)
    return condition.any.flatMap((each, index) => partsOf(each, pointer(path, 'any', index)));
  if ('not' in condition) return partsOf(condition.not, pointer(path, 'not'));
  return [{ path, part: condition }];
}
