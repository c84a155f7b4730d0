import { HttpError } from '../http-error.ts';

/** A field that its schema allows and its meaning does not. Answered 422; the message follows the field's name in a sentence. */
export class WrongField extends HttpError {
  readonly field: string;
  readonly fault: string;

  constructor(field: string, fault: string) {
    super(422, `${field} ${fault}.`);
    this.field = field;
    this.fault = fault;
  }
}
