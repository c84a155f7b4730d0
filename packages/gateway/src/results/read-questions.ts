import type { ReadQueries } from '#store/read-queries.ts';
import { readFlowVersions } from '#store/results/flow-versions.ts';
import { answeredNames } from '#store/results/question-figures.ts';
import type { Chosen } from './choose-responses.ts';
import { type Question, questionsOf } from './question.ts';

/** What responses answer, and in which words it is told. */
export type Asked = {
  /** In the order of the flow, also those that only old versions had. */
  readonly questions: readonly Question[];
  /** Of texts and labels, the first that there is. */
  readonly languages: readonly string[];
  /** The newest one of the flow. */
  readonly version: number;
};

/** @param language the one that is wished for; the others are those of the flow */
export async function readQuestions(
  db: ReadQueries,
  { flow, filter }: Pick<Chosen, 'flow' | 'filter'>,
  language?: string,
): Promise<Asked> {
  const versions = await readFlowVersions(db, flow);
  const [newest] = versions;
  const own = newest?.flow.languages ?? [];
  return {
    questions: questionsOf(versions, await answeredNames(db, filter)),
    languages: language === undefined ? own : [language, ...own],
    version: newest?.version ?? 0,
  };
}
