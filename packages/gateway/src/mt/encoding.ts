import { countSegments, type Encoding } from '@ujumbe/smpp/text';

export type { Encoding };

const PLAIN = /^[A-Za-z0-9 @!"#$%&'()*+,\-./:;<=>?\n\r]*$/;

/** The alphabet a text needs on the wire and the parts it takes with the usual 8-bit reference: what is charged. */
export function encodesAs(text: string): { encoding: Encoding; segments: number } {
  if (text.length <= 160 && PLAIN.test(text)) return { encoding: 'gsm7', segments: 1 };
  const { encoding, segments } = countSegments(text, {});
  return { encoding, segments };
}
