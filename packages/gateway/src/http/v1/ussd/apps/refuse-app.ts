import type { FastifyReply } from 'fastify';
import type { UssdApp } from '#core/directory.ts';
import { checkUssdApp, isAppName } from '#ussd/apps/check-app.ts';
import { type FieldError, sendProblem } from '../../problem.ts';

type Given = {
  readonly name?: string | undefined;
  readonly kind: UssdApp['kind'];
  readonly settings: Readonly<Record<string, unknown>>;
};

/** Answers an application that cannot be stored, naming every fault. @returns whether it did */
export function refuseApp(reply: FastifyReply, { name, kind, settings }: Given): boolean {
  const nameFaults: FieldError[] =
    name === undefined || isAppName(name)
      ? []
      : [{ field: 'name', message: 'has white space at its ends, or control characters' }];
  const faults = checkUssdApp(kind, settings).map((message) => ({ field: 'settings', message }));
  const errors = [...nameFaults, ...faults];
  const [first] = errors;
  if (first === undefined) return false;
  const detail =
    first.field === 'name' ? `The name ${first.message}.` : `The settings cannot be used: ${first.message}`;
  sendProblem(reply, { status: 422, detail, errors });
  return true;
}
