import { Type } from 'typebox';
import { readContact, saveContact } from '#store/scripts/contact-vars.ts';
import type { DataDeps } from './data-tables.ts';
import { hostCall } from './host-call.ts';
import { CallRefused } from './refusal.ts';
import { removed, vars } from './shapes.ts';

const number = Type.String({ maxLength: 40 });

export const contactLoad = hostCall(Type.Object({ number }), ({ data }: DataDeps, { order }, args) =>
  readContact(data, order.accountId, digitsOf(args.number)),
);

export const contactSave = hostCall(
  Type.Object({ number, name: Type.String({ maxLength: 200 }), set: vars, removed }),
  ({ data }: DataDeps, { order }, { number: of, ...change }) =>
    saveContact(data, order.accountId, digitsOf(of), change),
);

function digitsOf(written: string): string {
  const digits = written.replace(/[\s().-]/g, '').replace(/^(?:\+|00)/, '');
  if (!/^\d{5,15}$/.test(digits)) throw new CallRefused('a contact needs a phone number with calling code');
  return digits;
}
