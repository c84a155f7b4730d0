import type { UssdReply } from '#core/ussd.ts';

/** What an application's answer says: a screen, or why it says nothing. */
export type ReadAnswer =
  | { readonly ok: true; readonly reply: UssdReply; readonly lenient: boolean }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads `CON …` and `END …` the way applications really write them (documented API, USSD step 4): as a JSON string,
 * with `\n` written out in two characters, with white space before, in lower case.
 * An END without a text is given as ''; the gateway then says goodbye itself.
 */
export function readAnswer(body: string): ReadAnswer {
  const text = writtenOutEscapes(unquoted(body.replace(/^\ufeff/, ''))).trimStart();
  const strict = /^(CON|END)(?=[\s:]|$)/.exec(text);
  const match = strict ?? /^(con|end)(?=[\s:]|$)/i.exec(text);
  if (match === null) return { ok: false, reason: 'the answer begins with neither CON nor END' };
  const action = (match[1] as string).toLowerCase() as UssdReply['action'];
  const said = text
    .slice(3)
    .replace(/^[\s:]/, '')
    .trimEnd();
  if (action === 'con' && said === '') return { ok: false, reason: 'CON without a text' };
  return { ok: true, reply: { action, text: said }, lenient: strict === null };
}

/** Frameworks that serialise everything answer with a JSON string. */
function unquoted(body: string): string {
  const trimmed = body.trim();
  if (!trimmed.startsWith('"') || !trimmed.endsWith('"')) return body;
  try {
    const value: unknown = JSON.parse(trimmed);
    return typeof value === 'string' ? value : body;
  } catch {
    return body;
  }
}

function writtenOutEscapes(text: string): string {
  return text
    .replaceAll('\\r\\n', '\n')
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', ' ')
    .replace(/\r\n?/g, '\n');
}
