const TWO_DIGITS = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);

/** The country calling code an international number starts with (ITU-T E.164: one, two or three digits, no code starts another). */
export function callingCodeOf(msisdn: string): string {
  const first = msisdn[0];
  if (first === '1' || first === '7') return first;
  const two = msisdn.slice(0, 2);
  return TWO_DIGITS.has(two) ? two : msisdn.slice(0, 3);
}
