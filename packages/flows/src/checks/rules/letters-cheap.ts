import { measureSms } from '../../channels/fit.ts';
import { type Finding, finding, listed, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { wordingIn } from '../text-variants.ts';

const substitutes: Readonly<Record<string, string>> = {
  '\u2019': "'",
  '\u2018': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u00ab': '"',
  '\u00bb': '"',
  '\u2026': '...',
  '\u2013': '-',
  '\u2014': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
  œ: 'oe',
  Œ: 'OE',
};

/**
 * `costly-letter`: one letter outside of the GSM alphabet (3GPP TS 23.038) halves what a screen and an SMS hold. Languages with a
 * script of their own have no choice and are left alone.
 */
export function lettersCheap({ flow }: FlowView): Finding[] {
  return Object.entries(flow.texts).flatMap(([key, byLanguage]) =>
    Object.keys(byLanguage).flatMap((language) => {
      const wordings = new Set(
        (['ussd', 'sms'] as const).map((channel) => wordingIn(flow.texts, key, language, channel) ?? ''),
      );
      const culprits = [...new Set([...wordings].flatMap((wording) => measureSms(wording).culprits))];
      if (culprits.length === 0 || culprits.some(isOfAnotherScript)) return [];
      return [finding('costly-letter', pointer('/texts', key, language), costOf(culprits))];
    }),
  );
}

function isOfAnotherScript(character: string): boolean {
  return /\p{L}/u.test(character) && !/\p{Script=Latin}/u.test(character);
}

function costOf(culprits: readonly string[]): string {
  const instead = culprits.map(substituteFor);
  const advice = instead.includes(null) ? 'Leave it out' : `Write ${listed(instead as string[])}`;
  const [verb, pronoun] = culprits.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${listed(culprits)} ${verb} outside of the GSM alphabet: because of ${pronoun} a USSD screen holds 80 characters instead of 182, and an SMS 70 instead of 160. ${advice}, or choose other words.`;
}

function substituteFor(character: string): string | null {
  const plain = substitutes[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
  return plain !== character && measureSms(plain).culprits.length === 0 ? plain : null;
}
