import type { Directory, Price } from '#core/directory.ts';
import type { Money } from '#core/money.ts';

const pricesPerDirectory = new WeakMap<Directory, Map<string, Money | null>>();

/**
 * The price of one part to a network, or null when the price list has none. The most specific price wins: an account's
 * own before that for everybody, then network before country before everywhere.
 */
export function pricePerPart(
  directory: Directory,
  accountId: number,
  mcc: string,
  mnc: string,
): Money | null {
  let known = pricesPerDirectory.get(directory);
  if (known === undefined) {
    known = new Map();
    pricesPerDirectory.set(directory, known);
  }
  const key = `${accountId} ${mcc} ${mnc}`;
  let price = known.get(key);
  if (price === undefined) {
    price = findPrice(directory, accountId, mcc, mnc);
    known.set(key, price);
  }
  return price;
}

function findPrice(directory: Directory, accountId: number, mcc: string, mnc: string): Money | null {
  let best: Price | null = null;
  for (const price of directory.prices) {
    const fits =
      (price.accountId === null || price.accountId === accountId) &&
      (price.mcc === null || price.mcc === mcc) &&
      (price.mnc === null || price.mnc === mnc);
    if (fits && (best === null || specificity(price) > specificity(best))) best = price;
  }
  return best === null ? null : best.perPart;
}

function specificity(price: Price): number {
  return Number(price.accountId !== null) * 4 + Number(price.mnc !== null) * 2 + Number(price.mcc !== null);
}
