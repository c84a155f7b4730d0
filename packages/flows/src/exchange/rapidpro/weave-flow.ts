import type { Block } from '../../document/blocks.ts';
import type { Flow, FlowSettings } from '../../document/flow.ts';
import { finishDraft, freeId } from '../draft.ts';
import { planAction } from './actions.ts';
import { list, type RapidAction, type RapidNode, text } from './definition.ts';
import type { ExpressionScope } from './expressions.ts';
import { isQuestion } from './is-question.ts';
import { type Making, resultKey, tell } from './making.ts';
import { messageOf } from './message.ts';
import type { NodePlan, Target } from './plan.ts';
import { offerOf, planQuestion, type Waiting } from './question.ts';
import { planSplit } from './split.ts';

/** Makes a flow of nodes, each of which can be come to from the first; null where there are none. */
export function weaveFlow(making: Making, id: string): Flow | null {
  const [first] = making.flow.nodes;
  if (first === undefined) {
    tell(making, 'error', null, 'The flow has no nodes.', 'Nothing to do: there is nothing in it.');
    return null;
  }
  const reached = making.flow.nodes;
  const answers = answersOf(reached);
  const inputs = inputsOf(reached, answers);
  const webhook = reached.some(({ actions }) => actions.some(({ type }) => type === 'call_webhook'));
  const scopeAt = (node: RapidNode): ExpressionScope => ({
    choices: making.choices,
    categories: making.categories,
    results: making.results,
    foreignResults: making.foreignResults,
    webhook,
    input: inputs.get(node.uuid) ?? null,
  });
  const asking = messagesThatAsk(reached);
  const choices = making.choices as Set<string>;
  const waits = new Map<string, Waiting>();
  for (const node of reached) {
    const { router } = node;
    if (router?.wait == null || !isQuestion(node)) continue;
    const asked = asking.get(node.uuid);
    const scope = asked === undefined ? scopeAt(node) : scopeAt(asked.node);
    const message = asked === undefined ? null : messageOf(making, asked.node, asked.action, scope);
    const replies =
      asked === undefined
        ? []
        : list(asked.action.fields.quick_replies).map((reply) =>
            text(typeof reply === 'string' ? reply : (reply as { text?: unknown })?.text),
          );
    const answer = answers.get(node.uuid) ?? 'answer';
    const offer = offerOf(making, router, message, replies);
    if (offer !== null) choices.add(answer);
    waits.set(node.uuid, { node, router, answer, message, offer });
  }
  const consumed = new Set([...asking.values()].map(({ action }) => action));
  const plans = new Map(
    reached.map((node) => [
      node.uuid,
      planNode(making, node, waits.get(node.uuid) ?? null, consumed, scopeAt(node)),
    ]),
  );
  return link(making, id, first, plans);
}

function planNode(
  making: Making,
  node: RapidNode,
  waiting: Waiting | null,
  consumed: ReadonlySet<RapidAction>,
  scope: ExpressionScope,
): NodePlan {
  const plans = node.actions.flatMap((action) => {
    if (consumed.has(action)) return [];
    const plan = planAction(making, node, action, scope);
    if (plan === null) return [];
    if (action.type !== 'enter_flow' || action.fields.terminal !== true) return [plan];
    return [{ ...plan, exits: { next: { node: null } }, next: null }];
  });
  if (waiting !== null) {
    const question = planQuestion(making, waiting);
    return { plans: [...plans, ...question.plans], after: question.after };
  }
  if (node.router !== null) return planSplit(making, node, node.router, plans, scope);
  const [destination] = node.exits.values();
  return { plans, after: { node: destination ?? null } };
}

/** Gives every block its exits. A node without blocks is passed through. */
function link(making: Making, id: string, first: RapidNode, plans: ReadonlyMap<string, NodePlan>): Flow {
  const { draft } = making;
  const end = freeId(draft, 'end');
  const resolve = (target: Target): string => {
    const passed = new Set<string>();
    for (let at = target; ; ) {
      if ('block' in at) return at.block;
      const plan = at.node === null || passed.has(at.node) ? undefined : plans.get(at.node);
      if (plan === undefined) return end;
      const [head] = plan.plans;
      if (head !== undefined) return head.id;
      passed.add(at.node ?? '');
      at = plan.after;
    }
  };
  for (const { plans: own, after } of plans.values()) {
    own.forEach(({ id: block, block: body, exits, next }, index) => {
      const following = own[index + 1];
      const onward =
        next === null ? {} : { [next]: following === undefined ? after : { block: following.id } };
      const linked = Object.entries({ ...onward, ...exits }).map(([name, target]) => [name, resolve(target)]);
      draft.blocks.set(block, { ...body, exits: Object.fromEntries(linked) } as Block);
    });
  }
  draft.blocks.set(end, { kind: 'end' });
  const entry = resolve({ node: first.uuid });
  return finishDraft(draft, { id, name: making.flow.name, entry, settings: settingsOf(making) });
}

/** As RapidPro does it: an answer that fits nothing goes its own way at once, and silence ends a run after so many minutes. */
function settingsOf({ flow, draft }: Making): FlowSettings {
  const strict = [...draft.blocks.values()].some(({ exits }) => exits?.invalid !== undefined);
  const minutes = flow.expireAfterMinutes;
  return {
    ...(strict ? { tries: 1 } : {}),
    ...(minutes > 0 ? { expireAfterMinutes: Math.min(43_200, Math.max(5, Math.round(minutes))) } : {}),
  };
}

/** Names of answers by node: the result it is saved as, else a number. */
function answersOf(nodes: readonly RapidNode[]): Map<string, string> {
  const waiting = nodes.filter(isQuestion);
  return new Map(
    waiting.map(({ uuid, router }, index) => [
      uuid,
      router?.result ? resultKey(router.result) : `answer_${index + 1}`,
    ]),
  );
}

/** The message each wait is the answer to: its node's own last one, else the last one of the first node that leads to nothing but it. */
function messagesThatAsk(nodes: readonly RapidNode[]): Map<string, { node: RapidNode; action: RapidAction }> {
  const lastMessage = (node: RapidNode) =>
    node.actions.findLast(({ type, fields }) => type === 'send_msg' && text(fields.text).trim() !== '');
  const found = new Map<string, { node: RapidNode; action: RapidAction }>();
  for (const node of nodes.filter(isQuestion)) {
    const before = nodes.find(
      (other) =>
        other.router === null &&
        [...other.exits.values()].includes(node.uuid) &&
        lastMessage(other) !== undefined,
    );
    const asker = lastMessage(node) === undefined ? before : node;
    const action = asker === undefined ? undefined : lastMessage(asker);
    if (asker !== undefined && action !== undefined) found.set(node.uuid, { node: asker, action });
  }
  return found;
}

/** What `@input` means at a node: the answer of the wait that is passed last on every way to it; nothing where ways differ. */
function inputsOf(nodes: readonly RapidNode[], answers: ReadonlyMap<string, string>): Map<string, string> {
  const inputs = new Map<string, string | null>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of nodes) {
      const leaving = answers.get(node.uuid) ?? inputs.get(node.uuid);
      if (leaving === undefined) continue;
      for (const destination of node.exits.values()) {
        if (destination === null) continue;
        const known = inputs.get(destination);
        const next = known === undefined || known === leaving ? leaving : null;
        if (next !== known) {
          inputs.set(destination, next);
          changed = true;
        }
      }
    }
  }
  return new Map([...inputs].flatMap(([node, input]) => (input === null ? [] : [[node, input] as const])));
}
