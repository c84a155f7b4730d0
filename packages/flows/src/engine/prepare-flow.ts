import type { Site } from '../blocks/ready.ts';
import { readyBlock } from '../blocks/registry.ts';
import { wordsOf } from '../channels/words.ts';
import { BadExpression } from '../conditions/bad-expression.ts';
import { compileComputed, compileCondition } from '../conditions/condition.ts';
import { compileField } from '../conditions/field.ts';
import { own } from '../conditions/scope.ts';
import { compileTemplate } from '../conditions/template.ts';
import type { Block } from '../document/blocks.ts';
import { type Flow, standardSettings } from '../document/flow.ts';
import { compileText } from './compile-text.ts';
import { FlowNotRunnable } from './flow-not-runnable.ts';
import { answerName, type PreparedBlock, type PreparedDocument, type PreparedFlow } from './prepared-flow.ts';

/**
 * A flow made ready to run: expressions compiled, blocks and texts found at once. Takes milliseconds; do it once a version.
 *
 * @param others flows it may call, by id; those it does not call are left alone
 * @throws FlowNotRunnable where a block, a text or a flow that is named does not exist, or an expression can never work
 */
export function prepareFlow(flow: Flow, others: Readonly<Record<string, Flow>>): PreparedFlow {
  const documents = new Map<string, PreparedDocument>();
  const waiting = [flow];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (documents.has(next.id)) continue;
    documents.set(next.id, prepareDocument(next));
    for (const [id, block] of Object.entries(next.blocks)) {
      if (block.kind !== 'call') continue;
      const called = block.flow === flow.id ? flow : own(others, block.flow);
      if (called === undefined) throw new FlowNotRunnable(next.id, id, `there is no flow "${block.flow}".`);
      waiting.push(called.id === block.flow ? called : { ...called, id: block.flow });
    }
  }
  const { keys, tries, sensitive, menu, onExpire } = flow.settings ?? {};
  return {
    flow,
    documents,
    settings: {
      sensitive: sensitive === true,
      tries: tries ?? standardSettings.tries,
      keys: { ...standardSettings.keys, ...keys },
      menu: menu ?? null,
      onExpire: onExpire ?? null,
    },
    words: new Map(
      flow.languages.map((language) => [
        language,
        { ussd: wordsOf(flow, language, 'ussd'), sms: wordsOf(flow, language, 'sms') },
      ]),
    ),
  };
}

function prepareDocument(flow: Flow): PreparedDocument {
  const { entry, settings } = flow;
  for (const [what, target] of [
    ['it begins', entry],
    ['its menu is', settings?.menu],
    ['an abandoned run goes on', settings?.onExpire],
  ] as const) {
    if (target !== undefined && own(flow.blocks, target) === undefined) {
      throw new FlowNotRunnable(flow.id, null, `${what} at block "${target}", which does not exist.`);
    }
  }
  const blocks = new Map<string, PreparedBlock>();
  for (const [id, block] of Object.entries(flow.blocks)) blocks.set(id, prepareBlock(flow, id, block));
  return { flow, sensitive: settings?.sensitive === true, blocks };
}

function prepareBlock(flow: Flow, id: string, block: Block): PreparedBlock {
  for (const [exit, target] of Object.entries(block.exits ?? {})) {
    if (own(flow.blocks, target) === undefined) {
      throw new FlowNotRunnable(
        flow.id,
        id,
        `exit ${exit} leads to block "${target}", which does not exist.`,
      );
    }
  }
  const name = answerName(id, block);
  try {
    return { id, block, name, ready: readyBlock(block, siteOf(flow, id, name)) };
  } catch (error) {
    if (error instanceof BadExpression) throw new FlowNotRunnable(flow.id, id, error.message);
    throw error;
  }
}

function siteOf(flow: Flow, id: string, name: string): Site {
  return {
    id,
    name,
    languages: flow.languages,
    text: (key) => compileText(flow, key),
    test: compileCondition,
    compute: compileComputed,
    template: (source) => compileTemplate(source),
    machineTemplate: (source) => compileTemplate(source, 'values'),
    field: compileField,
  };
}
