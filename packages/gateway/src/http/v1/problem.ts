import type { FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import type { FlowFinding } from '#flow-runs/flow-finding.ts';
import { type HttpError, statusText } from '../http-error.ts';
import { WrongField } from './wrong-field.ts';

/** A problem document (RFC 9457). */
export type ProblemBody = {
  readonly status: number;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly FieldError[];
  /** What is wrong with a flow. */
  readonly findings?: readonly FlowFinding[];
};

export type FieldError = { readonly field: string; readonly message: string };

/** What is said where the error itself says nothing, as the compatible API must not. */
const usualDetail: Readonly<Record<number, string>> = {
  401: 'Send a valid key in the header "Authorization: Bearer <key>".',
  404: 'There is nothing at this path. See /docs.',
};

/** Answers an error of the HTTP request. */
export function answerProblem(error: HttpError, _request: FastifyRequest, reply: FastifyReply): void {
  const { status, message, headers } = error;
  const detail = message || usualDetail[status];
  const errors = error instanceof WrongField ? [{ field: error.field, message: error.fault }] : undefined;
  sendProblem(
    reply,
    { status, ...(detail === undefined ? {} : { detail }), ...(errors === undefined ? {} : { errors }) },
    headers,
  );
}

export function sendProblem(
  reply: FastifyReply,
  problem: ProblemBody,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { status, ...rest } = problem;
  const body = JSON.stringify({ type: 'about:blank', title: statusText(status), status, ...rest });
  reply.hijack();
  reply.raw.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...headers,
  });
  reply.raw.end(body);
}

/** Answers a request whose fields are not what the schema says, naming each. */
export function sendInvalid(
  reply: FastifyReply,
  faults: readonly FastifySchemaValidationError[],
  where: string,
): void {
  const errors = faults.slice(0, 20).flatMap(fieldErrors);
  const [first] = errors;
  const detail =
    first === undefined ? `The ${where} is invalid.` : `${first.field || `The ${where}`} ${first.message}.`;
  sendProblem(reply, { status: 422, detail, errors });
}

function fieldErrors(fault: FastifySchemaValidationError): FieldError[] {
  const path = fault.instancePath.slice(1).replaceAll('/', '.');
  const inside = (name: string) => (path === '' ? name : `${path}.${name}`);
  switch (fault.keyword) {
    case 'additionalProperties':
      return names(fault.params.additionalProperties).map((name) => ({
        field: inside(name),
        message: 'is not a property of this request',
      }));
    case 'required':
      return names(fault.params.requiredProperties).map((name) => ({
        field: inside(name),
        message: 'is required',
      }));
    case 'enum':
      return [{ field: path, message: `must be one of ${names(fault.params.allowedValues).join(', ')}` }];
    case 'boolean':
      // The schema `false` stands behind every unknown property, which has its own entry.
      return [];
    default:
      return [{ field: path, message: fault.message ?? 'is invalid' }];
  }
}

function names(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((name) => String(name).slice(0, 64));
}
