const HEX = /^[0-9a-f]{1,32}$/;

/**
 * The form under which an operator's message id is filed: lower case, and without leading zeros where it could be a number.
 * Ids that cannot be numbers, such as UUIDs, keep every character.
 */
export function operatorIdKey(operatorId: string): string {
  const lower = operatorId.trim().toLowerCase();
  return HEX.test(lower) ? lower.replace(/^0+(?=.)/, '') : lower;
}
