/**
 * A text as it can be kept: without NUL, and without half surrogate pairs, which handsets send where a long SMS was cut through an
 * emoji. Databases refuse both, and a run that cannot be kept would be stuck.
 */
export function storable(text: string, longest: number): string {
  return text.slice(0, longest).replaceAll('\0', '').toWellFormed();
}
