import type { Block } from '../document/blocks.ts';
import { answerName } from '../engine/prepared-flow.ts';
import { type FlowView, isQuestion } from './flow-view.ts';
import { slotsOf } from './references.ts';
import { variantsOf } from './text-variants.ts';

/** Characters of what a flow cannot know: fields of contacts, variables, what a trigger said. */
const UNKNOWN = 30;
/** An open text where the author sets no limit: what an entry on USSD can be. */
const OPEN_TEXT = 160;

const fixed: Readonly<Record<string, number>> = {
  'session.reference': 10,
  'session.msisdn': 15,
  'session.country': 2,
  'session.flow': 63,
  channel: 4,
  language: 5,
  today: 10,
};

/** Answers at their longest, by name. */
export type LongestAnswers = ReadonlyMap<string, string>;

export function longestAnswers(view: FlowView): LongestAnswers {
  const longest = new Map<string, string>();
  for (const [id, block] of view.blocks) {
    if (!isQuestion(block)) continue;
    const name = answerName(id, block);
    const answer = longestAnswer(block, view);
    if (answer.length >= (longest.get(name) ?? '').length) longest.set(name, answer);
  }
  return longest;
}

/** A text as long as it can get: every `{{ }}` filled with the longest that can stand there. */
export function fillWorst(text: string, answers: LongestAnswers): string {
  if (!text.includes('{{')) return text;
  return text.replace(/\{\{[^{}]*\}\}/gu, (slot) => longestOf(slotsOf(slot)[0] ?? '', answers));
}

function longestOf(field: string, answers: LongestAnswers): string {
  const [root, name = ''] = field.split('.');
  const known = fixed[field];
  if (known !== undefined) return 'm'.repeat(known);
  return (root === 'answers' ? answers.get(name) : undefined) ?? 'm'.repeat(UNKNOWN);
}

function longestAnswer(block: Block, { flow }: FlowView): string {
  switch (block.kind) {
    case 'choice':
    case 'choices': {
      const labels = block.options.flatMap(({ label }) =>
        flow.languages.flatMap((language) => variantsOf(flow.texts, label, language)),
      );
      const byLength = labels.toSorted((left, right) => right.length - left.length);
      return block.kind === 'choice'
        ? (byLength[0] ?? '')
        : block.options.map(() => byLength[0] ?? '').join(', ');
    }
    case 'number': {
      const bounds = [block.min, block.max].map((bound) => String(bound ?? '').length);
      return 'm'.repeat(
        (block.max === undefined ? 10 : Math.max(...bounds)) + (block.decimals ? block.decimals + 1 : 0),
      );
    }
    case 'nps':
      return 'mm';
    case 'date':
      return 'm'.repeat(10);
    case 'phone':
      return 'm'.repeat(15);
    case 'consent':
      return 'm'.repeat(6);
    case 'text':
      return 'm'.repeat(block.maxLength ?? OPEN_TEXT);
    default:
      return 'm'.repeat(UNKNOWN);
  }
}
