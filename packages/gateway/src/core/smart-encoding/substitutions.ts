/** What is written instead of a character that GSM 03.38 lacks, where Unicode's own decomposition does not tell. */
export const substitutions = table([
  ["'", '‘’‚‛′`´ʹʼˈ'],
  ['"', '“”„‟″«»'],
  ['-', '‐‑‒–—―−'],
  ['...', '…'],
  ['.', '•·∙‧'],
  [' ', '\t'],
  ['\n', '\u0085\u2028\u2029'],
  ['', '\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufe0e\ufe0f\ufeff'],
  ['/', '⁄∕'],
  ['<', '‹'],
  ['>', '›'],
  ['(c)', '©'],
  ['(R)', '®'],
  ['d', 'đð'],
  ['D', 'ĐÐ'],
  ['h', 'ħ'],
  ['H', 'Ħ'],
  ['i', 'ı'],
  ['l', 'ł'],
  ['L', 'Ł'],
  ['n', 'ŋ'],
  ['N', 'Ŋ'],
  ['oe', 'œ'],
  ['OE', 'Œ'],
  ['t', 'ŧ'],
  ['T', 'Ŧ'],
  ['b', 'ɓ'],
  ['B', 'Ɓ'],
  ['d', 'ɗ'],
  ['D', 'Ɗ'],
  ['k', 'ƙ'],
  ['K', 'Ƙ'],
  ['y', 'ƴ'],
  ['Y', 'Ƴ'],
  ['e', 'ɛ'],
  ['E', 'Ɛ'],
  ['o', 'ɔ'],
  ['O', 'Ɔ'],
]);

/** Further spellings for texts that must be plain ASCII: what GSM 03.38 has beyond it, Greek and Cyrillic. */
export const asciiSpellings = table([
  ['GBP', '£'],
  ['EUR', '€'],
  ['JPY', '¥'],
  ['!', '¡'],
  ['?', '¿'],
  ['ss', 'ß'],
  ['ae', 'æ'],
  ['AE', 'Æ'],
  ['o', 'ø'],
  ['O', 'Ø'],
  ...spell(
    'αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo ' +
      'аa бb вv гg дd еe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya іi їi єye ґg',
  ),
]);

function table(
  rows: readonly (readonly [spelling: string, characters: string])[],
): ReadonlyMap<string, string> {
  return new Map(
    rows.flatMap(([spelling, characters]) => [...characters].map((one) => [one, spelling] as const)),
  );
}

/** Each word is a small letter followed by its spelling; capitals follow from it. */
function spell(words: string): (readonly [string, string])[] {
  return words.split(' ').flatMap((word): (readonly [string, string])[] => {
    const letter = word.slice(0, 1);
    const spelling = word.slice(1);
    const capital = letter.toUpperCase();
    const small = [spelling, letter] as const;
    return capital === letter
      ? [small]
      : [small, [spelling.slice(0, 1).toUpperCase() + spelling.slice(1), capital]];
  });
}
