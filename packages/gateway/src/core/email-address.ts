/** Whether this looks like one address of email, and like nothing else. */
export function isEmailAddress(text: string): boolean {
  return /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]{1,180}$/u.test(text);
}
