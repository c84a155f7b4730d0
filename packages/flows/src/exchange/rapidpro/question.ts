import { addText, type BlockBody, freeId } from '../draft.ts';
import { blockIdOf, keyPartOf } from '../names.ts';
import type { RapidNode, RapidRouter } from './definition.ts';
import { categoryVariable } from './expressions.ts';
import { type Making, tell, wordsOf } from './making.ts';
import { type Offer, offeredChoices } from './offered-choices.ts';
import { type NodePlan, type Plan, sameTarget, type Target, targetOf } from './plan.ts';
import { conditionOf, testsOfDates, testsOfNumbers } from './tests.ts';

/** A question before it is made: the node that waits, the name of its answer, and what was said last before it. */
export type Waiting = {
  readonly node: RapidNode;
  readonly router: RapidRouter;
  readonly answer: string;
  /** By language; null where nothing was said. */
  readonly message: Readonly<Record<string, string>> | null;
  readonly offer: Offer | null;
};

/** What a router offers as choices after this message, if it does. */
export function offerOf(
  making: Making,
  router: RapidRouter,
  message: Readonly<Record<string, string>> | null,
  quickReplies: readonly string[],
): Offer | null {
  return message === null
    ? null
    : offeredChoices(making, router, new Map(Object.entries(message)), quickReplies);
}

/** Makes the blocks of a wait for a message: the question, and the branch that stands for its tests. */
export function planQuestion(making: Making, waiting: Waiting): NodePlan {
  const { node, router, answer, offer } = waiting;
  const otherwise = targetOf(router, node.exits, router.defaultCategory);
  const id = freeId(making.draft, blockIdOf(answer));
  const text = questionText(making, waiting, id);
  const named = id.replaceAll('-', '_') === answer ? {} : { answer };
  const timeout = timeoutOf(making, node, router);
  if (router.wait !== null && router.wait.hint !== '' && router.wait.hint !== 'digits') {
    tell(
      making,
      'lost',
      node.uuid,
      `It waits for ${router.wait.hint}, which no text message carries; it is asked as text.`,
      'Ask for it in words.',
    );
  }
  if (offer !== null) {
    const options = offer.options.map(({ category, keywords, labels }, index) => {
      const words = Object.entries(keywords).filter(([, list]) => list.length > 0);
      const label = addText(making.draft, `${id}.${keyPartOf(category.name) || index + 1}`, labels);
      return {
        value: category.name,
        label,
        ...(words.length === 0 ? {} : { keywords: Object.fromEntries(words) }),
      };
    });
    const targets = offer.options.map(({ category }) => targetOf(router, node.exits, category.uuid));
    const [first] = targets;
    const alike = first !== undefined && targets.every((target) => sameTarget(target, first));
    const exits = alike
      ? { next: first }
      : Object.fromEntries(options.map(({ value }, index) => [value, targets[index] as Target]));
    const block = { kind: 'choice', text, ...named, options } as BlockBody;
    return ended([{ id, block, exits: { ...exits, invalid: otherwise, ...timeout }, next: null }]);
  }
  const kind = kindOf(router);
  const strict = kind !== 'text' ? { invalid: otherwise } : {};
  const question = (exits: Readonly<Record<string, Target>>, next: Plan['next']): Plan => ({
    id,
    block: { kind, text, ...named, ...(kind === 'number' ? { decimals: 2 } : {}) } as BlockBody,
    exits: { ...exits, ...strict, ...timeout },
    next,
  });
  const [only] = router.cases;
  const passesAll =
    router.cases.length === 1 &&
    only !== undefined &&
    ['has_number', 'has_date', 'has_phone'].includes(only.type);
  if (passesAll && !making.categories.has(answer))
    return ended([question({ next: targetOf(router, node.exits, only.category) }, null)]);
  if (router.cases.length === 0) return ended([question({ next: otherwise }, null)]);
  const branch = planTests(
    making,
    node,
    router,
    `answers.${answer}`,
    `${id}-split`,
    making.categories.has(answer) ? answer : null,
  );
  return { plans: [question({}, 'next'), ...branch.plans], after: branch.after };
}

/**
 * The tests of a router as a branch on a field.
 *
 * @param keepCategory the result whose category is kept in a variable, because something asks for it
 */
export function planTests(
  making: Making,
  node: RapidNode,
  router: RapidRouter,
  field: string,
  wished: string,
  keepCategory: string | null,
): NodePlan {
  const otherwise = targetOf(router, node.exits, router.defaultCategory);
  const cases: { when: unknown; exit: string }[] = [];
  const exits: Record<string, Target> = {};
  const kept: Plan[] = [];
  const exitFor = (category: string): string => {
    const found = router.categories.find(({ uuid }) => uuid === category);
    const name = keyPartOf(found?.name ?? '') || 'case';
    const exit = name === 'else' || name === 'error' ? `${name}-` : name;
    exits[exit] ??= keeping(category, targetOf(router, node.exits, category));
    return exit;
  };
  const keeping = (category: string, target: Target): Target => {
    if (keepCategory === null) return target;
    const name = router.categories.find(({ uuid }) => uuid === category)?.name ?? '';
    const id = freeId(making.draft, `${wished}-${keyPartOf(name) || 'kept'}`);
    const block = { kind: 'set', values: { [`vars.${categoryVariable(keepCategory)}`]: name } } as BlockBody;
    kept.push({ id, block, exits: { next: target }, next: null });
    return { block: id };
  };
  for (const test of router.cases) {
    const alternatives = [...wordsOf(making, test.uuid, 'arguments', test.args).values()];
    const ofChoice = making.choices.has(field.replace('answers.', ''));
    // The value of a choice is the name of its category here, and names are no numbers.
    const unsayable = ofChoice && (testsOfNumbers.has(test.type) || testsOfDates.has(test.type));
    const when = unsayable ? null : conditionOf(test.type, alternatives, field);
    if (when === null) {
      tell(
        making,
        'lost',
        node.uuid,
        `The test ${test.type}(${test.args.join(', ')}) was left out; nothing goes that way.`,
        'Put a condition into the branch.',
      );
      continue;
    }
    cases.push({ when, exit: exitFor(test.category) });
  }
  if (cases.length === 0) return { plans: [], after: otherwise };
  const id = freeId(making.draft, wished);
  exits.else = keeping(router.defaultCategory, otherwise);
  return ended([{ id, block: { kind: 'branch', cases } as BlockBody, exits, next: null }, ...kept]);
}

function kindOf(router: RapidRouter): 'text' | 'number' | 'date' | 'phone' {
  const types = router.cases.map(({ type }) => type);
  if (types.length === 0) return 'text';
  if (types.every((type) => testsOfNumbers.has(type))) return 'number';
  if (types.every((type) => testsOfDates.has(type))) return 'date';
  return types.length === 1 && types[0] === 'has_phone' ? 'phone' : 'text';
}

function questionText(making: Making, { node, router, answer, message, offer }: Waiting, id: string): string {
  const words = offer?.texts ?? message;
  if (words !== null && words !== undefined) return addText(making.draft, id, words);
  const name = router.result === '' ? answer : router.result;
  tell(
    making,
    'changed',
    node.uuid,
    `It waits without having asked; "${name}?" is asked.`,
    'Write the question.',
  );
  return addText(
    making.draft,
    id,
    Object.fromEntries(making.draft.languages.map((tag) => [tag, `${name}?`])),
  );
}

function timeoutOf(making: Making, node: RapidNode, router: RapidRouter): Record<string, Target> {
  const timeout = router.wait?.timeout ?? null;
  if (timeout === null) return {};
  const target = targetOf(router, node.exits, timeout.category);
  tell(
    making,
    'changed',
    node.uuid,
    `It goes another way after ${timeout.seconds} seconds; here that happens after expireAfterMinutes, and nothing is said any more.`,
    'For a reminder set remindAfterMinutes.',
  );
  return 'node' in target && target.node === null ? {} : { timeout: target };
}

/** Plans of which none is simply followed by the next node. */
function ended(plans: readonly Plan[]): NodePlan {
  return { plans, after: { node: null } };
}
