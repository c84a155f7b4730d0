import type { QuestionKind } from '../document/blocks.ts';

/** A choice as it is offered, in the words of one language. Its number is its place in the list, from 1. */
export type Option = { readonly value: string; readonly label: string; readonly keywords: readonly string[] };

/** What was wrong with an entry, as a key of our own words: `invalid`, `too_small`, `too_large`, `too_short`, … */
export type Complaint = { readonly key: string; readonly bounds: Readonly<Record<string, string>> };

/** A question as it is to be put, before any channel has shaped it. */
export type Prompt = {
  readonly kind: QuestionKind;
  readonly text: string;
  /** Empty for open questions. Those of `nps` are not listed. */
  readonly options: readonly Option[];
  readonly complaint: Complaint | null;
  readonly canGoBack: boolean;
  readonly canSkip: boolean;
  readonly hasMenu: boolean;
};

/** What a step has to say: messages, then a question, or none where it is over. */
export type Speech = { readonly messages: readonly string[]; readonly prompt: Prompt | null };

/** What an entry means on a channel. Values of open questions are checked by their kind of block, not by the channel. */
export type Reading =
  | { readonly kind: 'option'; readonly value: string }
  | { readonly kind: 'several'; readonly values: readonly string[] }
  | { readonly kind: 'open'; readonly text: string }
  | { readonly kind: 'more' | 'back' | 'menu' | 'skip' | 'help' }
  | { readonly kind: 'language'; readonly language: string }
  | { readonly kind: 'none' };
