import { fold } from './fold.ts';
import names from './language-names.json' with { type: 'json' };

const namesByTag: Readonly<Record<string, readonly string[]>> = names;

/** The language of these that a folded entry names, null for none. A flow in one language has nothing to change to. */
export function languageCalled(said: string, languages: readonly string[]): string | null {
  if (languages.length < 2) return null;
  const named = languages.find((tag) => {
    const own = namesByTag[tag] ?? namesByTag[tag.split('-', 1)[0] as string] ?? [];
    return own.some((name) => fold(name) === said);
  });
  return named ?? null;
}
