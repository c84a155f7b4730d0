import type { Value } from '../document/condition.ts';
import { BadExpression } from './bad-expression.ts';
import { contactField, own, type Scope } from './scope.ts';
import { todayIn } from './today.ts';

export type Field = (scope: Scope) => Value | undefined;

const session: Readonly<Record<string, Field>> = {
  reference: ({ facts }) => facts.reference,
  msisdn: ({ facts }) => facts.msisdn,
  country: ({ facts }) => facts.country,
  flow: ({ flowId }) => flowId,
};
export const sessionFields: readonly string[] = Object.keys(session);

const single: Readonly<Record<string, Field>> = {
  channel: ({ channel }) => channel,
  language: ({ language }) => language,
  today: ({ facts, now }) => todayIn(facts.country, now),
};

/**
 * What finds the value of a path: `answers.<name>`, `answers.<name>.label`, `answers.<name>.value`, `vars.<name>`,
 * `contact.<name>`, `params.<name>`, `session.<name>`, `channel`, `language` or `today`.
 *
 * @throws BadExpression for any other path
 */
export function compileField(path: string): Field {
  const alone = own(single, path);
  if (alone !== undefined) return alone;
  const dot = path.indexOf('.');
  const name = path.slice(dot + 1);
  if (dot > 0 && name !== '') {
    const field = inside(path.slice(0, dot), name);
    if (field !== null) return field;
  }
  throw new BadExpression(
    `There is no field "${path}". Fields are answers.…, vars.…, contact.…, params.…, ` +
      `${sessionFields.map((field) => `session.${field}`).join(', ')}, channel, language and today.`,
  );
}

function inside(place: string, name: string): Field | null {
  switch (place) {
    case 'answers':
      return answerField(name);
    case 'vars':
      return (scope) => own(scope.vars, name);
    case 'contact':
      return (scope) => contactField(scope, name);
    case 'params':
      return (scope) => own(scope.facts.params, name);
    case 'session':
      return own(session, name) ?? null;
    default:
      return null;
  }
}

function answerField(path: string): Field | null {
  const [name = '', part, ...rest] = path.split('.');
  if (rest.length > 0) return null;
  switch (part) {
    case undefined:
    case 'value':
      return (scope) => own(scope.answers, name)?.value;
    case 'label':
      return (scope) => own(scope.answers, name)?.label;
    default:
      return null;
  }
}
