import type { Option, Prompt } from './prompt.ts';

/** A question for tests; choices by their labels, with values v1, v2 and so on. */
export function promptOf(given: Partial<Prompt> & { readonly labels?: readonly string[] } = {}): Prompt {
  const { labels = [], ...rest } = given;
  return {
    kind: labels.length > 0 ? 'choice' : 'text',
    text: '',
    options: labels.map(optionOf),
    complaint: null,
    canGoBack: false,
    canSkip: false,
    hasMenu: false,
    ...rest,
  };
}

function optionOf(label: string, index: number): Option {
  return { value: `v${index + 1}`, label, keywords: [] };
}

export const standardKeys = { back: '0', more: '98', menu: '00' };
