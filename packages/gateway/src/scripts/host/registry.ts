import { type HttpDeps, httpRequest } from './http-request.ts';

export type CallDeps = HttpDeps;

/** What scripts may ask, by the names the sandbox uses. */
export const hostCalls = {
  'http.request': httpRequest,
} as const;
