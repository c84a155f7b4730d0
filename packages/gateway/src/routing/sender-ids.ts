const ALPHANUMERIC = /^(?=.*[A-Za-z])[A-Za-z0-9._&-](?:[A-Za-z0-9 ._&-]{0,9}[A-Za-z0-9._&-])?$/;
const NUMERIC = /^\d{3,15}$/;

/**
 * Whether a text can be a sender ID at all: 1 to 11 of letters, digits, space and `._&-` with at least one letter and no
 * space at either end, or 3 to 15 digits (a short code or a number). Whether an account may use it is its `senders`.
 */
export function isSenderId(text: string): boolean {
  return NUMERIC.test(text) || ALPHANUMERIC.test(text);
}
