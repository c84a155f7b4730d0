/** Shorter words have neighbours that mean something else. */
const SHORTEST = 5;

/** Whether two folded texts are the same but for one letter, in one word of five letters or more. */
export function isNear(name: string, said: string): boolean {
  const names = name.split(' ');
  const words = said.split(' ');
  if (names.length !== words.length) return false;
  const different = names.flatMap((each, index) =>
    each === words[index] ? [] : [[each, words[index] ?? '']],
  );
  const [first = '', second = ''] = different[0] ?? [];
  return different.length === 1 && [...first].length >= SHORTEST && isOneEditAway(first, second);
}

/** One letter more, less or other, or two neighbours swapped. */
function isOneEditAway(first: string, second: string): boolean {
  const left = [...first];
  const right = [...second];
  if (Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start++;
  const rest = (letters: string[], skipped: number) => letters.slice(start + skipped).join('');
  if (left.length > right.length) return rest(left, 1) === rest(right, 0);
  if (left.length < right.length) return rest(left, 0) === rest(right, 1);
  const isSwap = left[start] === right[start + 1] && left[start + 1] === right[start];
  return rest(left, 1) === rest(right, 1) || (isSwap && rest(left, 2) === rest(right, 2));
}
