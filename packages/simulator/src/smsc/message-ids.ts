import { InvalidInput } from '../invalid-input.ts';
import { readBoolean, readChoice, readInteger, readObject } from '../read-input.ts';

/** How a message number is written. `width` pads with leading zeros; `upper` is for hex. */
export interface IdForm {
  form: 'decimal' | 'hex' | 'uuid';
  upper?: boolean;
  width?: number;
}

/** Short words for the common forms: `hex` is lower case, `HEX` upper case. */
export type IdFormInput = 'decimal' | 'hex' | 'HEX' | 'uuid' | IdForm;

const shortForms: Readonly<Record<string, IdForm>> = {
  decimal: { form: 'decimal' },
  hex: { form: 'hex' },
  HEX: { form: 'hex', upper: true },
  uuid: { form: 'uuid' },
};

export const plainDecimal: IdForm = { form: 'decimal' };

export function readIdForm(value: unknown, field: string): IdForm {
  if (typeof value === 'string') {
    const form = shortForms[value];
    if (form) return form;
    throw new InvalidInput(field, value, 'decimal, hex, HEX, uuid or an object with form, upper, width');
  }
  const input = readObject(value, field, ['form', 'upper', 'width']);
  const form: IdForm = { form: readChoice(input.form, `${field}.form`, ['decimal', 'hex', 'uuid'] as const) };
  if (input.upper !== undefined) form.upper = readBoolean(input.upper, `${field}.upper`);
  if (input.width !== undefined) form.width = readInteger(input.width, `${field}.width`, 1, 64);
  return form;
}

/** Writes a message number (a whole number below 2^53) in a form. */
export function formatId(number: number, { form, upper = false, width = 0 }: IdForm): string {
  switch (form) {
    case 'decimal':
      return String(number).padStart(width, '0');
    case 'hex': {
      const hex = number.toString(16).padStart(width, '0');
      return upper ? hex.toUpperCase() : hex;
    }
    case 'uuid': {
      const hex = number.toString(16).padStart(14, '0');
      const uuid = `5a5a5a5a-${hex.slice(0, 2)}5a-4a5a-8a5a-${hex.slice(2)}`;
      return upper ? uuid.toUpperCase() : uuid;
    }
  }
}

/** Numbers that do not repeat after a restart: they begin at the clock (microseconds) and go up by one. */
export function messageNumbers(startMs: number): () => number {
  let next = startMs * 1000;
  return () => {
    next += 1;
    return next;
  };
}
