/** What the `type` of a row of a form asks for. */
export type RowType =
  | { readonly kind: 'text' | 'integer' | 'decimal' | 'date' | 'note' | 'acknowledge' | 'calculate' }
  | { readonly kind: 'one' | 'several'; readonly list: string; readonly orOther: boolean }
  | { readonly kind: 'begin'; readonly of: 'group' | 'repeat' }
  | { readonly kind: 'end'; readonly of: 'group' | 'repeat' }
  | { readonly kind: 'refused'; readonly advice: string };

const plain: Readonly<Record<string, RowType>> = {
  text: { kind: 'text' },
  string: { kind: 'text' },
  integer: { kind: 'integer' },
  int: { kind: 'integer' },
  decimal: { kind: 'decimal' },
  date: { kind: 'date' },
  note: { kind: 'note' },
  acknowledge: { kind: 'acknowledge' },
  trigger: { kind: 'acknowledge' },
  calculate: { kind: 'calculate' },
  'begin group': { kind: 'begin', of: 'group' },
  'end group': { kind: 'end', of: 'group' },
  'begin repeat': { kind: 'begin', of: 'repeat' },
  'end repeat': { kind: 'end', of: 'repeat' },
};

const place = 'Ask for the place in words, or by choices.';
const media = 'A text or a USSD screen carries no files; ask for it by another way.';
const kept = 'Nothing to do: every run keeps when it began, the number and the channel by itself.';
const refusals: Readonly<Record<string, string>> = {
  geopoint: place,
  geotrace: place,
  geoshape: place,
  'start-geopoint': place,
  image: media,
  photo: media,
  audio: media,
  video: media,
  file: media,
  'background-audio': media,
  barcode: 'Ask for the code as text.',
  qrcode: 'Ask for the code as text.',
  range: 'Ask for a whole number with a constraint.',
  rank: 'Ask for the first choice, then for the second.',
  time: 'Ask for it as text, or by choices such as morning and evening.',
  datetime: 'Ask for the day as a date and for the time as text.',
  hidden: 'Use calculate.',
  'xml-external': 'Put what is needed into the choices.',
  'csv-external': 'Put what is needed into the choices.',
  audit: 'Nothing to do: every run keeps when each question was answered.',
  start: kept,
  end: kept,
  today: kept,
  deviceid: kept,
  subscriberid: kept,
  simserial: kept,
  phonenumber: kept,
  username: kept,
  email: kept,
};

/** Reads a type as XLSForm and its older spellings write it. */
export function rowTypeOf(written: string): RowType {
  const text = written.trim().replace(/\s+/g, ' ');
  const folded = text.toLowerCase().replace(/^(begin|end)_/, '$1 ');
  const known = Object.hasOwn(plain, folded) ? plain[folded] : undefined;
  if (known !== undefined) return known;
  const select =
    /^(select[_ ]one|select1|select[_ ]multiple|select all that apply)(?: from)? (\S+)( or[_ ]other)?$/i.exec(
      text,
    );
  if (select !== null) {
    const [, how = '', list = '', other] = select;
    return { kind: /one|1/i.test(how) ? 'one' : 'several', list, orOther: other !== undefined };
  }
  const [word = ''] = folded.split(' ');
  if (/^select_(one|multiple)_from_file$/.test(word)) {
    return { kind: 'refused', advice: 'Put the choices into the sheet choices, 50 of them at most.' };
  }
  const advice = Object.hasOwn(refusals, word) ? refusals[word] : undefined;
  return {
    kind: 'refused',
    advice:
      advice ??
      'Take a type that is read: text, integer, decimal, select_one, select_multiple, date or note.',
  };
}
