const LONGEST_ANSWER = 63;
const LONGEST_FLOW_ID = 63;

/** A word that no earlier one is: the wished one, or with `_2`, `_3` … at its end. It is added to those taken. */
export function freeName(wished: string, taken: Set<string>, joint: '_' | '-'): string {
  let name = wished;
  for (let count = 2; taken.has(name); count += 1) {
    const ending = `${joint}${count}`;
    name = `${wished.slice(0, LONGEST_ANSWER - ending.length)}${ending}`;
  }
  taken.add(name);
  return name;
}

/** What may be the name of an answer, as near as possible to what it was called: `Date-of birth` becomes `date_of_birth`. */
export function answerNameOf(text: string): string {
  const plain = foldLetters(text)
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[0-9_]+/, (start) => (start.replaceAll('_', '') === '' ? '' : `q${start}`));
  return (plain === '' || plain === '_' ? 'answer' : plain).slice(0, LONGEST_ANSWER);
}

/** What may be the id of a flow: `2026 Needs (v2)` becomes `flow-2026-needs-v2`. */
export function flowIdOf(text: string): string {
  const plain = words(text, LONGEST_FLOW_ID);
  if (plain === '') return 'flow';
  return /^[a-z]/.test(plain) ? plain : words(`flow-${plain}`, LONGEST_FLOW_ID);
}

/** What may be part of a key or of the id of a block; '' where nothing is left of it. */
export function keyPartOf(text: string): string {
  return words(text, 40);
}

/** What may be the id of a block that keeps no answer: `Section 1: You` becomes `section-1-you`. */
export function wordsIdOf(text: string, otherwise: string): string {
  const plain = keyPartOf(text);
  if (plain === '') return otherwise;
  return /^[a-z]/.test(plain) ? plain : `${otherwise}-${plain}`;
}

/** Id of the block whose answer has this name. */
export function blockIdOf(answer: string): string {
  return answer.replaceAll('_', '-');
}

function words(text: string, longest: number): string {
  return foldLetters(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, longest)
    .replace(/-+$/, '');
}

function foldLetters(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
