/** Languages of places where people build such flows: tag, ISO 639-3 code, and what they call them. */
const languages: readonly (readonly [tag: string, code: string, ...names: string[]])[] = [
  ['en', 'eng', 'english', 'anglais'],
  ['fr', 'fra', 'french', 'francais', 'français'],
  ['sw', 'swa', 'swahili', 'kiswahili', 'swa'],
  ['sw', 'swh'],
  ['ar', 'ara', 'arabic', 'arabe', 'العربية'],
  ['pt', 'por', 'portuguese', 'portugues', 'português'],
  ['es', 'spa', 'spanish', 'espanol', 'español'],
  ['so', 'som', 'somali', 'soomaali', 'af-soomaali'],
  ['am', 'amh', 'amharic', 'አማርኛ'],
  ['om', 'orm', 'oromo', 'afaan oromo', 'afan oromo', 'oromiffa'],
  ['ti', 'tir', 'tigrinya', 'ትግርኛ'],
  ['ha', 'hau', 'hausa'],
  ['yo', 'yor', 'yoruba'],
  ['ig', 'ibo', 'igbo'],
  ['zu', 'zul', 'zulu', 'isizulu'],
  ['xh', 'xho', 'xhosa', 'isixhosa'],
  ['af', 'afr', 'afrikaans'],
  ['rw', 'kin', 'kinyarwanda', 'ikinyarwanda'],
  ['rn', 'run', 'kirundi', 'rundi'],
  ['lg', 'lug', 'luganda', 'ganda'],
  ['luo', 'luo', 'luo', 'dholuo'],
  ['kam', 'kam', 'kamba', 'kikamba'],
  ['ki', 'kik', 'kikuyu', 'gikuyu'],
  ['ln', 'lin', 'lingala'],
  ['ny', 'nya', 'chichewa', 'nyanja', 'chinyanja'],
  ['sn', 'sna', 'shona', 'chishona'],
  ['mg', 'mlg', 'malagasy'],
  ['wo', 'wol', 'wolof'],
  ['ff', 'ful', 'fula', 'fulfulde', 'pulaar', 'peul'],
  ['bm', 'bam', 'bambara', 'bamanankan'],
  ['kr', 'kau', 'kanuri'],
  ['aa', 'aar', 'afar'],
  ['ak', 'aka', 'akan'],
  ['tw', 'twi', 'twi'],
  ['ee', 'ewe', 'ewe'],
  ['kg', 'kon', 'kongo', 'kikongo'],
  ['nd', 'nde', 'ndebele', 'isindebele'],
  ['sg', 'sag', 'sango'],
  ['ss', 'ssw', 'swati', 'siswati'],
  ['st', 'sot', 'sotho', 'sesotho'],
  ['tn', 'tsn', 'tswana', 'setswana'],
  ['ts', 'tso', 'tsonga', 'xitsonga'],
  ['ve', 'ven', 'venda', 'tshivenda'],
  ['de', 'deu', 'german', 'allemand', 'deutsch'],
  ['uk', 'ukr', 'ukrainian', 'українська'],
  ['ru', 'rus', 'russian', 'русский'],
  ['tr', 'tur', 'turkish', 'türkçe'],
  ['ku', 'kur', 'kurdish'],
  ['fa', 'fas', 'persian', 'farsi', 'فارسی'],
  ['prs', 'prs', 'dari'],
  ['ps', 'pus', 'pashto', 'پښتو'],
  ['ur', 'urd', 'urdu', 'اردو'],
  ['hi', 'hin', 'hindi', 'हिन्दी'],
  ['bn', 'ben', 'bengali', 'bangla', 'বাংলা'],
  ['ne', 'nep', 'nepali'],
  ['my', 'mya', 'burmese', 'myanmar'],
  ['id', 'ind', 'indonesian', 'bahasa indonesia'],
  ['ht', 'hat', 'haitian creole', 'kreyol', 'kreyòl ayisyen'],
];

const byName = new Map(languages.flatMap(([tag, ...names]) => names.map((name) => [name, tag] as const)));
const tags = new Set(languages.map(([tag]) => tag));

/**
 * The BCP 47 tag of a language as authors write it: `English (en)`, `en`, `eng`, `Kiswahili`. `known` is false where the tag had
 * to be made up: `und-` and its first letters.
 */
export function languageTagOf(written: string): { readonly tag: string; readonly known: boolean } {
  const text = written.trim();
  const bracketed = /\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)\s*$/.exec(text)?.[1];
  if (bracketed !== undefined) return { tag: shortened(bracketed), known: true };
  const folded = text.toLowerCase();
  const named = byName.get(folded);
  if (named !== undefined) return { tag: named, known: true };
  if (tags.has(folded)) return { tag: folded, known: true };
  const letters = folded.replace(/[^a-z0-9]/g, '').slice(0, 8);
  return { tag: letters.length < 2 ? 'und' : `und-${letters}`, known: false };
}

/** What authors of forms call the language of a tag: `English`, or the tag itself. */
export function languageNameOf(tag: string): string {
  const name = languages.find(([known]) => known === tag)?.[2];
  return name === undefined ? tag : name.charAt(0).toUpperCase() + name.slice(1);
}

/** ISO 639-3 of a language tag; null for one that is not known here. */
export function alpha3Of(tag: string): string | null {
  const [language = ''] = tag.toLowerCase().split('-');
  if (language.length === 3) return language;
  return languages.find(([known]) => known === language)?.[1] ?? null;
}

/** `eng` is `en`: a tag takes the shortest code there is (BCP 47). */
function shortened(written: string): string {
  const [language = '', ...rest] = written.replaceAll('_', '-').split('-');
  const code = language.toLowerCase();
  return [code.length === 3 ? (byName.get(code) ?? code) : code, ...rest].join('-');
}
