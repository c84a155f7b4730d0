import type { Caller } from '../../access.ts';
import { HttpError } from '../../http-error.ts';

/** Whether the caller may know numbers at all: by the scope `admin`, or because the survey shows them. */
export function mayKnowNumbers({ key }: Caller, surveyShows: boolean): boolean {
  return key.scopes.has('admin') || surveyShows;
}

/** @throws HttpError 403 where the caller may not see the numbers of who answered the flow */
export function maySee(
  caller: Caller,
  { isSensitive, surveyShows }: { readonly isSensitive: boolean; readonly surveyShows: boolean },
): void {
  if (isSensitive) throw new HttpError(403, 'This flow is sensitive: its results never show numbers.');
  if (!mayKnowNumbers(caller, surveyShows))
    throw new HttpError(
      403,
      'Numbers are shown to keys with the scope admin, and for a survey that shows numbers: name it in survey.',
    );
}
