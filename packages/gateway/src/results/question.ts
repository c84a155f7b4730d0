import { answerName, type Block, type Flow, wordingOf, wordsOf } from '@ujumbe/flows';
import type { FlowVersion } from '#store/results/flow-versions.ts';

/** What is the same for everybody who was asked: a question, or a value that the flow works out itself (kind `set`). */
export type Question = {
  /** Of its answer. */
  readonly name: string;
  readonly block: string;
  readonly kind: string;
  /** By language; empty for what is worked out and for what no document knows any more. */
  readonly text: Readonly<Record<string, string>>;
  /** What may be chosen, in the order of the flow; empty for open questions. */
  readonly options: readonly QuestionOption[];
  /** Bounds of a number, as far as there are any. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** The answer tells who somebody is: a number, a name, an address, an identity document. */
  readonly personal: boolean;
};

export type QuestionOption = { readonly value: string; readonly label: Readonly<Record<string, string>> };

type Answered = { readonly name: string; readonly kind: string; readonly block: string };

/** What a consent is answered with. */
const consentValues = ['yes', 'no'] as const;

/**
 * Every question of a flow in the order in which it comes: as the newest version has it, then what only older versions asked,
 * then what was answered to versions that are older still.
 * @param versions newest first
 */
export function questionsOf(
  versions: readonly FlowVersion[],
  answered: readonly Answered[] = [],
): Question[] {
  const found = new Map<string, Question>();
  for (const version of versions)
    for (const question of walk(version)) {
      const newer = found.get(question.name);
      found.set(question.name, newer === undefined ? question : withOlderOptions(newer, question));
    }
  for (const { name, kind, block } of answered)
    if (!found.has(name))
      found.set(name, { name, kind, block, text: {}, options: [], personal: kind === 'phone' });
  return [...found.values()];
}

/** The text in a language, else in the flow's first, else in any. */
export function inLanguage(texts: Readonly<Record<string, string>>, languages: readonly string[]): string {
  for (const language of languages) {
    const text = texts[language];
    if (text !== undefined) return text;
  }
  return Object.values(texts)[0] ?? '';
}

function withOlderOptions(newer: Question, older: Question): Question {
  const values = new Set(newer.options.map(({ value }) => value));
  const gone = older.options.filter(({ value }) => !values.has(value));
  return gone.length === 0 || newer.kind !== older.kind
    ? newer
    : { ...newer, options: [...newer.options, ...gone] };
}

/** Questions as somebody meets them who takes the first way everywhere, those of called flows where they are called. */
function walk({ flow, calls }: FlowVersion): Question[] {
  const questions: Question[] = [];
  const within: string[] = [];
  const walkFlow = (current: Flow) => {
    if (within.includes(current.id)) return;
    within.push(current.id);
    for (const id of inOrder(current)) {
      const block = current.blocks[id] as Block;
      const called = block.kind === 'call' ? calls[block.flow] : undefined;
      if (called !== undefined) walkFlow(called);
      else questions.push(...asked(current, id, block));
    }
    within.pop();
  };
  walkFlow(flow);
  return questions;
}

/** Yes or no, as the flow says them. */
function wordOf(flow: Flow, value: (typeof consentValues)[number]): QuestionOption {
  return {
    value,
    label: Object.fromEntries(flow.languages.map((language) => [language, wordsOf(flow, language)[value]])),
  };
}

/** Ids of the blocks, each after all that lead to it but for ways back; then those that nothing leads to. */
function inOrder({ entry, blocks, settings }: Flow): string[] {
  const seen = new Set<string>();
  const before = (start: string): string[] => {
    const last: string[] = [];
    const visit = (id: string) => {
      const block = blocks[id];
      if (block === undefined || seen.has(id)) return;
      seen.add(id);
      for (const next of Object.values(block.exits ?? {}).reverse()) visit(next);
      last.push(id);
    };
    visit(start);
    return last.reverse();
  };
  return [entry, settings?.onExpire ?? '', ...Object.keys(blocks)].flatMap(before);
}

function asked(flow: Flow, id: string, block: Block): Question[] {
  const of = (key: string) => textOf(flow, key);
  switch (block.kind) {
    case 'choice':
    case 'choices':
      return [
        {
          ...question(id, block, of),
          options: block.options.map(({ value, label }) => ({ value, label: of(label) })),
        },
      ];
    case 'consent':
      return [{ ...question(id, block, of), options: consentValues.map((value) => wordOf(flow, value)) }];
    case 'number':
      return [{ ...question(id, block, of), min: block.min, max: block.max }];
    case 'nps':
      return [{ ...question(id, block, of), min: 0, max: 10 }];
    case 'text': {
      const personal =
        block.pattern === 'name' || block.pattern === 'email' || block.pattern === 'national-id';
      return [{ ...question(id, block, of), personal }];
    }
    case 'date':
      return [question(id, block, of)];
    case 'phone':
      return [{ ...question(id, block, of), personal: true }];
    case 'set':
      return Object.keys(block.values)
        .filter((path) => path.startsWith('answers.'))
        .map((path) => ({
          name: path.slice('answers.'.length),
          block: id,
          kind: 'set',
          text: {},
          options: [],
          personal: false,
        }));
    default:
      return [];
  }
}

function question(
  id: string,
  block: Block & { readonly text: string },
  of: (key: string) => Record<string, string>,
): Question {
  const name = answerName(id, block);
  return { name, block: id, kind: block.kind, text: of(block.text), options: [], personal: false };
}

function textOf(flow: Flow, key: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flow.texts[key] ?? {}).map(([language, text]) => [language, wordingOf(text)]),
  );
}
