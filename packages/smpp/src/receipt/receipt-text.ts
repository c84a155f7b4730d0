/** What a receipt's text says, each word as it was written. */
export interface ReceiptWords {
  id?: string;
  sub?: string;
  dlvrd?: string;
  submitDate?: string;
  doneDate?: string;
  stat?: string;
  err?: string;
  text?: string;
}

/** `done date` may be broken over lines: the standard's own example is. */
const patterns = {
  id: /(?:^|\s)id:\s*(\S{1,65})/i,
  sub: /\bsub:\s*(\d{1,10})/i,
  dlvrd: /\bdlvrd:\s*(\d{1,10})/i,
  submitDate: /\bsubmit[\s_]{0,3}date:\s*([\d+\-R]{1,17})/i,
  doneDate: /\bdone[\s_]{0,3}date:\s*([\d+\-R]{1,17})/i,
  stat: /\bstat(?:us)?:\s*([a-z_]{2,15})/i,
  err: /\berr(?:or)?:\s*([\w.-]{1,16})/i,
} as const;

const patternsByName = Object.entries(patterns) as [keyof typeof patterns, RegExp][];

/** Receipts are short; a payload of 64 KiB is not searched. */
const SEARCHED = 1024;

/** Reads the words of a receipt, in any order, any of them missing; what is not there is not set. Never throws. */
export function readReceiptText(receipt: string): ReceiptWords {
  const whole = receipt.slice(0, SEARCHED).replaceAll('\0', '');
  // The subscriber's own words follow "text:"; nothing in them may be taken for a key.
  const at = /(?:^|\s)text:/i.exec(whole);
  const head = at === null ? whole : whole.slice(0, at.index);
  const words: ReceiptWords = {};
  for (const [name, pattern] of patternsByName) {
    const found = pattern.exec(head)?.[1];
    if (found !== undefined) words[name] = found;
  }
  if (at !== null) words.text = whole.slice(at.index + at[0].length).trimEnd();
  return words;
}

/** Whether a text without any mark in its PDU looks like a receipt. A subscriber can write such a text. */
export function looksLikeReceipt(text: string): boolean {
  return /^\s*id:\S+.*\bstat:\w+/is.test(text.slice(0, SEARCHED));
}
