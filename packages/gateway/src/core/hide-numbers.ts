/**
 * Texts, alone or within plain JSON, with pseudonyms wherever one of these numbers stands in them.
 * @param numbers E.164 digits without plus
 */
export function hideNumbers<Told>(
  told: Told,
  numbers: readonly string[],
  contactOf: (msisdn: string) => string,
): Told {
  const hide = (text: string) => numbers.reduce((rest, one) => rest.replaceAll(one, contactOf(one)), text);
  // A calculation may have made a number of a number.
  const seen = (_: string, value: unknown) =>
    typeof value === 'string' || (typeof value === 'number' && numbers.includes(String(value)))
      ? hide(String(value))
      : value;
  return JSON.parse(JSON.stringify(told), seen) as Told;
}
