import { type BlockBody, freeId } from '../draft.ts';
import { type RapidAction, type RapidNode, record, text } from './definition.ts';
import { webhookPaths, webhookVariable } from './expressions.ts';
import { type Making, tell } from './making.ts';
import { followed, type Plan } from './plan.ts';
import { allWords } from './results.ts';

/** Makes the block that asks a web service; what the flow shows of its answer is kept in variables. */
export function planWebhook(
  making: Making,
  node: RapidNode,
  { fields }: RapidAction,
  template: (source: string) => string,
): Plan {
  const save = Object.fromEntries(
    [...new Set(webhookPaths(allWords(making.flow)))].map((path) => [webhookVariable(path), path]),
  );
  const method = text(fields.method).toUpperCase();
  const known = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method);
  const headers = Object.fromEntries(
    Object.entries(record(fields.headers))
      .filter(([name]) => /^[A-Za-z0-9-]{1,64}$/.test(name))
      .map(([name, value]) => [name, template(text(value))]),
  );
  const body = bodyOf(making, node, text(fields.body), template);
  return followed(freeId(making.draft, 'webhook'), {
    kind: 'http',
    ...(known ? { method } : {}),
    url: template(text(fields.url)),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    ...(Object.keys(save).length === 0 ? {} : { save }),
  } as BlockBody);
}

/** A body that is JSON with expressions in its texts; the one RapidPro makes by itself has no like here. */
function bodyOf(
  making: Making,
  node: RapidNode,
  source: string,
  template: (source: string) => string,
): unknown {
  if (source.trim() === '') return undefined;
  try {
    return fill(JSON.parse(source), template);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    tell(
      making,
      'lost',
      node.uuid,
      `The body "${source.slice(0, 60)}" of the call is worked out and was left out.`,
      'Write it as JSON with {{…}} in its texts.',
    );
    return undefined;
  }
}

function fill(json: unknown, template: (source: string) => string): unknown {
  if (typeof json === 'string') return template(json);
  if (Array.isArray(json)) return json.map((item) => fill(item, template));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, fill(value, template)]));
}
