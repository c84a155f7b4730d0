/** What an answer is: a number, a date, a text, the name of one choice, or several of them. `any` is worked out. */
export type AnswerKind = 'number' | 'date' | 'text' | 'one' | 'several' | 'any';

/** A question an expression may name, under the name its answer has in the flow. */
export type Known = { readonly answer: string; readonly kind: AnswerKind };

/** What an expression may name, where it stands. */
export type XPathScope = {
  readonly answers: ReadonlyMap<string, Known>;
  /** `.`: the question whose constraint it is. */
  readonly self: Known | null;
  /** Columns of a choice, for the filter of a list. */
  readonly columns: ReadonlyMap<string, string> | null;
};
