import type { Prompt } from './prompt.ts';

/** Of a flow's settings, those that are missing filled from the standard. */
export type Keys = { readonly back: string; readonly more: string; readonly menu: string };
/** Where a person is within a question. The first page is 0. */
export type Position = { readonly page: number; readonly pages: number };
export type Control = { readonly kind: 'more' | 'skip' | 'back' | 'menu'; readonly key: string };

/**
 * The keys that work on a page, in the order they are shown: `more` before the last page; `skip`, which is `#`, where the question
 * may be passed over; `back` from a later page to the one before it, and from the first page to the question before; `menu` where the
 * flow has one. Last words have none on their last page: nobody can answer it.
 *
 * Where a number is the answer, a key that could be that number is put as `0#`: otherwise nobody could answer 0.
 */
export function controlsAt(prompt: Prompt | null, { page, pages }: Position, keys: Keys): readonly Control[] {
  const isOver = prompt === null && page >= pages - 1;
  if (isOver) return [];
  const controls: Control[] = [];
  const add = (kind: Control['kind'], key: string) =>
    controls.push({ kind, key: prompt === null ? key : unlikeAnswer(key, prompt.kind) });
  if (page < pages - 1) add('more', keys.more);
  if (prompt?.canSkip) add('skip', skipKey(keys));
  if (page > 0 || prompt?.canGoBack) add('back', keys.back);
  if (prompt?.hasMenu) add('menu', keys.menu);
  return controls;
}

function unlikeAnswer(key: string, kind: Prompt['kind']): string {
  const isNumeric = kind === 'number' || kind === 'nps';
  return isNumeric && /^(0|[1-9]\d*)$/.test(key) ? `${key}#` : key;
}

function skipKey(keys: Keys): string {
  return [keys.back, keys.more, keys.menu].includes('#') ? '##' : '#';
}
