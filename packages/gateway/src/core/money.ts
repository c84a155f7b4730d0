/** An amount in 1/10,000 of the currency unit, always an integer. Number is exact here up to 900 billion units. */
export type Money = number;

const SCALE = 10_000;

/**
 * Writes an amount as the compatible API does: decimal point, no exponent, up to four places, no trailing zeros.
 * `formatMoney(6000)` is `"0.6"`.
 */
export function formatMoney(amount: Money): string {
  const sign = amount < 0 ? '-' : '';
  const absolute = Math.abs(amount);
  const whole = Math.floor(absolute / SCALE);
  const fraction = absolute % SCALE;
  if (fraction === 0) return `${sign}${whole}`;
  return `${sign}${whole}.${String(fraction).padStart(4, '0').replace(/0+$/, '')}`;
}

/**
 * Reads a decimal such as `"3138.1598"`.
 * @throws RangeError when the text is not a decimal with at most four places, or too large to be exact
 */
export function parseMoney(text: string): Money {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,4}))?$/.exec(text.trim());
  if (!match)
    throw new RangeError(`"${text}" is not an amount: write digits with at most four decimals, such as 12.5`);
  const amount = Number(match[2]) * SCALE + Number((match[3] ?? '').padEnd(4, '0'));
  return match[1] === '-' ? -amount : amount;
}
