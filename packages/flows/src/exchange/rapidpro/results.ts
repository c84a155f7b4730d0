import { isQuestion as isQuestionBlock } from '../../checks/flow-view.ts';
import type { Flow } from '../../document/flow.ts';
import { answerName } from '../../engine/prepared-flow.ts';
import { type RapidFlow, text } from './definition.ts';
import { isQuestion } from './is-question.ts';
import { resultKey } from './making.ts';

/** Keys of the results a flow sets: by its waits, by its splits and by actions. */
export function resultsOf(flow: RapidFlow): Set<string> {
  return new Set(
    flow.nodes.flatMap((node) => [
      ...(isQuestion(node) && node.router?.result ? [resultKey(node.router.result)] : []),
      ...node.actions
        .filter(({ type }) => type === 'set_run_result')
        .map(({ fields }) => resultKey(text(fields.name))),
    ]),
  );
}

/** Fields a made flow sets: `answers.…` of its questions, and what its blocks set. */
export function fieldsSetIn(flow: Flow): Set<string> {
  return new Set(
    Object.entries(flow.blocks).flatMap(([id, block]) => {
      if (block.kind === 'set') return Object.keys(block.values);
      return isQuestionBlock(block) ? [`answers.${answerName(id, block)}`] : [];
    }),
  );
}

/** Keys of the results whose category some flow of the export asks for, and a flow of it sets. */
export function categoriesOf(flows: readonly RapidFlow[]): Set<string> {
  const asked = new Set(
    flows.flatMap((flow) =>
      [...allWords(flow).matchAll(/results\.([a-z0-9_]+)\.category/gi)].map((match) =>
        resultKey(match[1] ?? ''),
      ),
    ),
  );
  const set = flows.flatMap(({ nodes }) =>
    nodes.flatMap(({ actions, router }) => [
      ...(router?.type === 'switch' && router.cases.length > 0 ? [resultKey(router.result)] : []),
      ...actions
        .filter(({ type, fields }) => type === 'set_run_result' && text(fields.category) !== '')
        .map(({ fields }) => resultKey(text(fields.name))),
    ]),
  );
  return new Set(set.filter((key) => asked.has(key)));
}

/** Everything a flow says and does, in all its languages, as one text to look for names in. */
export function allWords({ nodes, localization }: RapidFlow): string {
  const translations = [...localization.values()].flatMap((things) =>
    [...things.values()].flatMap((each) => [...each.values()]),
  );
  return JSON.stringify([nodes, translations]);
}
