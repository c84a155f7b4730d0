import { AdminError } from '#store/admin/admin-error.ts';
import { HttpError } from '../http-error.ts';

/** @throws HttpError 409 for what an administrator would be told */
export function asConflict(error: Error): never {
  throw error instanceof AdminError ? new HttpError(409, error.message) : error;
}
