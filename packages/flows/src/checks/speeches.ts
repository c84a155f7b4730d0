import type { Option, Prompt, Speech } from '../channels/prompt.ts';
import type { Words } from '../channels/words.ts';
import type { Question } from '../document/blocks.ts';
import type { Channel } from '../engine/state.ts';
import { type FlowView, isQuestion } from './flow-view.ts';
import { wordingIn } from './text-variants.ts';
import { fillWorst, longestAnswers } from './worst-case.ts';

/** What a block says at its longest, in one language on one channel. */
export type LongestSpeech = { readonly block: string; readonly speech: Speech };

/**
 * Every question and every end of a flow as it is put, with the most that can have been said on the way to it: what one screen has
 * to hold. Texts that are not translated are left out, which another rule says.
 */
export function longestSpeeches(
  view: FlowView,
  language: string,
  channel: Channel,
  words: Words,
): LongestSpeech[] {
  const answers = longestAnswers(view);
  const say = (key: string | undefined) => {
    const wording = key === undefined ? null : wordingIn(view.flow.texts, key, language, channel);
    return wording === null ? [] : [fillWorst(wording, answers)];
  };
  const before = saidBefore(view, say);
  return [...view.blocks].flatMap(([id, block]): LongestSpeech[] => {
    if (!view.reachable.has(id)) return [];
    if (block.kind === 'end')
      return [{ block: id, speech: { messages: [...before(id), ...say(block.text)], prompt: null } }];
    if (!isQuestion(block)) return [];
    const prompt = promptOf(view, id, block, say, words);
    return [{ block: id, speech: { messages: before(id), prompt } }];
  });
}

function promptOf(
  { flow }: FlowView,
  id: string,
  block: Question,
  say: (key: string) => readonly string[],
  words: Words,
): Prompt {
  return {
    kind: block.kind,
    text: say(block.text)[0] ?? '',
    options: optionsOf(block, say, words),
    complaint: null,
    canGoBack: id !== flow.entry,
    canSkip: 'optional' in block && block.optional === true,
    hasMenu: flow.settings?.menu !== undefined && flow.settings.menu !== id,
  };
}

function optionsOf(block: Question, say: (key: string) => readonly string[], words: Words): Option[] {
  const option = (value: string, label: string) => ({ value, label, keywords: [] });
  if (block.kind === 'consent') return [option('yes', words.yes), option('no', words.no)];
  return 'options' in block
    ? block.options.map(({ value, label }) => option(value, say(label)[0] ?? ''))
    : [];
}

/** The longest that can be said on the way to a block since somebody last answered. */
function saidBefore(
  { blocks, after }: FlowView,
  say: (key: string) => readonly string[],
): (id: string) => readonly string[] {
  const into = new Map<string, string[]>();
  for (const [id, targets] of after) for (const to of targets) into.set(to, [...(into.get(to) ?? []), id]);
  const known = new Map<string, readonly string[]>();

  function said(id: string): readonly string[] {
    const already = known.get(id);
    if (already !== undefined) return already;
    // Circles are another rule's matter; here they end.
    known.set(id, []);
    const ways = (into.get(id) ?? []).map((previous) => {
      const block = blocks.get(previous);
      if (block === undefined || isQuestion(block) || block.kind === 'http' || block.kind === 'call')
        return [];
      return [...said(previous), ...(block.kind === 'message' ? say(block.text) : [])];
    });
    const length = (texts: readonly string[]) => texts.join('\n').length;
    const longest = ways.reduce((most, way) => (length(way) > length(most) ? way : most), []);
    known.set(id, longest);
    return longest;
  }
  return said;
}
