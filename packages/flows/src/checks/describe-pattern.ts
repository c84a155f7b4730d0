const words: Readonly<Record<string, string>> = {
  '^[a-z][a-z0-9_]{0,62}$': 'lower case letters, digits and _, beginning with a letter',
  '^[a-z][a-z0-9_-]{0,62}$': 'lower case letters, digits, - and _, beginning with a letter',
  '^[a-z][a-z0-9]*(-[a-z0-9]+)*$': 'lower case words joined by hyphens, such as "support-request"',
  '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$': 'a language tag, such as "en", "sw" or "pt-BR"',
  '^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$': 'letters, digits, dots, - and _, beginning with a letter or digit',
  '^((vars|answers|contact)\\.[a-z][a-z0-9_]{0,62}|language)$':
    '"vars.<name>", "answers.<name>", "contact.<name>" or "language"',
  '^\\S{1,6}$': 'one to six characters without a space, such as "0" or "98"',
  '^(\\d{4}-\\d{2}-\\d{2}|today([+-]\\d{1,5})?)$': 'a date such as "2026-12-31", "today" or "today-30"',
  '^[A-Z]{2}$': 'a country of two capital letters, such as "SN" or "KE"',
  '^[A-Za-z0-9-]{1,64}$': 'the name of an HTTP header: letters, digits and hyphens',
};

/** A pattern of the document's schemas in people's words; the pattern itself where it has none. */
export function describePattern(pattern: string | undefined): string {
  return pattern === undefined ? 'something else' : (words[pattern] ?? `text that fits ${pattern}`);
}
