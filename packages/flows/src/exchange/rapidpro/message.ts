import { list, type RapidAction, type RapidNode, text } from './definition.ts';
import { type ExpressionScope, templateOf } from './expressions.ts';
import { type Making, missingIn, tell, wordsOf } from './making.ts';

/** The text of a message by language; null where it has none. */
export function messageOf(
  making: Making,
  node: RapidNode,
  action: RapidAction,
  scope: ExpressionScope,
): Record<string, string> | null {
  const lost = (what: string, todo: string) => tell(making, 'lost', node.uuid, what, todo);
  const own = text(action.fields.text);
  if (list(action.fields.attachments).length > 0)
    lost(`The attachment of "${own.slice(0, 60)}" was left out.`, 'Say it in words.');
  if (action.fields.template !== undefined || action.fields.templating !== undefined) {
    lost(
      `The template of "${own.slice(0, 60)}" was left out; its text is kept.`,
      'Nothing to do: templates are for other channels.',
    );
  }
  if (own.trim() === '') return null;
  const missing = missingIn(making, action.uuid, 'text');
  if (missing.length > 0) {
    tell(
      making,
      'changed',
      node.uuid,
      `"${own.slice(0, 60)}" is not there in ${missing.join(', ')}; its own words stand in.`,
      'Translate it.',
    );
  }
  const told = new Set<string>();
  const words = wordsOf(making, action.uuid, 'text', [own]);
  return Object.fromEntries(
    [...words].map(([tag, [source = own]]) => [
      tag,
      templateOf(source, scope, (expression) => {
        if (!told.has(expression))
          lost(`"${expression}" in "${own.slice(0, 60)}" was left out.`, 'Say it without, or with {{…}}.');
        told.add(expression);
      }).trim(),
    ]),
  );
}
