/** PostgreSQL has no text with NUL, so nothing is ever found by one. */
export function wellFormed<Text extends string | undefined>(text: Text): Text {
  return text?.replaceAll('\0', '\ufffd') as Text;
}
