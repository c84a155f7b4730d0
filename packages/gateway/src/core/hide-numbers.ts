/**
 * Texts, alone or within plain JSON, with pseudonyms wherever one of these numbers stands in them.
 * @param numbers E.164 digits without plus
 */
export function hideNumbers<Told>(
  told: Told,
  numbers: readonly string[],
  contactOf: (msisdn: string) => string,
): Told {
  const json = JSON.stringify(told);
  // A shorter number may begin a longer one.
  const known = numbers.filter((one) => json.includes(one)).sort((a, b) => b.length - a.length);
  if (known.length === 0) return told;
  const hide = (text: string) => known.reduce((rest, one) => rest.replaceAll(one, contactOf(one)), text);
  // A calculation may have made a number of a number.
  const seen = (_: string, value: unknown) =>
    typeof value === 'string' || (typeof value === 'number' && known.includes(String(value)))
      ? hide(String(value))
      : value;
  return JSON.parse(json, seen) as Told;
}
