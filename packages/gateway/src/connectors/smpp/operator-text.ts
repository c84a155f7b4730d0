/** Longest text of an operator that is kept as a reason. */
const REASON_MAX = 100;
/** Longest operator id: message_id holds 64 characters and a NUL (SMPP 3.4 section 5.2.23). */
const ID_MAX = 64;

/** Text of an operator made safe to store, log and show: no control characters, single spaces, at most `max` characters. */
export function tidyOperatorText(text: string, max: number = REASON_MAX): string {
  // Cut first, so that a huge text costs no more than a short one.
  return text
    .slice(0, 4 * max)
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim()
    .slice(0, max)
    .trim();
}

/** An operator's message id: control characters and spaces at its ends are no part of it. */
export function tidyOperatorId(text: string): string {
  return isPlainId(text) ? text : tidyOperatorText(text, ID_MAX);
}

function isPlainId(text: string): boolean {
  if (text.length > ID_MAX) return false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit <= 0x20 || unit >= 0x7f) return false;
  }
  return true;
}
