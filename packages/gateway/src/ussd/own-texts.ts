/** What we say ourselves to subscribers. */
export type OwnText = 'unavailable' | 'invalidCode' | 'expired' | 'goodbye' | 'more';

/** Each fits a screen in its alphabet, so that it can be shown whatever happened. */
const texts: Readonly<Record<string, Readonly<Record<OwnText, string>>>> = {
  en: {
    unavailable: 'Service is temporarily unavailable. Please try again later.',
    invalidCode: 'Invalid code.',
    expired: 'Your session has expired. Please dial again.',
    goodbye: 'Thank you.',
    more: 'More',
  },
  fr: {
    unavailable: 'Le service est momentanément indisponible. Veuillez réessayer plus tard.',
    invalidCode: 'Code invalide.',
    expired: 'Votre session a expiré. Veuillez recomposer le code.',
    goodbye: 'Merci.',
    more: 'Suite',
  },
  sw: {
    unavailable: 'Huduma haipatikani kwa sasa. Tafadhali jaribu tena baadaye.',
    invalidCode: 'Nambari si sahihi.',
    expired: 'Muda wako umeisha. Tafadhali piga tena.',
    goodbye: 'Asante.',
    more: 'Zaidi',
  },
  ar: {
    unavailable: 'الخدمة غير متاحة حاليا. يرجى المحاولة لاحقا.',
    invalidCode: 'الرمز غير صحيح.',
    expired: 'انتهت الجلسة. يرجى الاتصال مرة أخرى.',
    goodbye: 'شكرا.',
    more: 'المزيد',
  },
};

/** Languages our own texts are written in. */
export const ownLanguages: readonly string[] = Object.keys(texts);

/** A text of ours in a language; in English where we do not have that one. */
export function ownText(text: OwnText, language: string): string {
  return (texts[language] ?? (texts.en as (typeof texts)[string]))[text];
}
