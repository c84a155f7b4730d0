/** The id of something that the path names; null for what can be none. */
export function readRowId(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
