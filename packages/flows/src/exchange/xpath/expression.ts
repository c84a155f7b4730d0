/** Operators of the XPath that forms are written in. */
export type XPathOperator =
  | 'or'
  | 'and'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | 'div'
  | 'mod';

/** What an XPath expression of a form says. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  /** `${name}`: what was answered to another question. */
  | { readonly kind: 'answer'; readonly name: string }
  /** `.`: what was answered to this one. */
  | { readonly kind: 'self' }
  /** A bare name: a column of the choices. */
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'negative'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly op: XPathOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** Something an author wrote that cannot be said in a flow. The message is for them. */
export class NotCarriedOver extends Error {
  override name = 'NotCarriedOver';
}
