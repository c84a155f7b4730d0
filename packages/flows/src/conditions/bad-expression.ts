/** An expression, a field or a template that can never work, said so that its author can mend it. */
export class BadExpression extends Error {
  override readonly name = 'BadExpression';
}
