import { expect, test } from 'vitest';
import cases from './map-status.cases.json' with { type: 'json' };
import { mapStatus, readErrorMap, type StatusActionName } from './map-status.ts';

type Case = {
  label: string;
  status: string;
  failureReason?: number;
  errorMap?: Record<string, StatusActionName>;
  expected: object;
};

test.each(cases as Case[])(
  '$label ($status) is $expected.class',
  ({ status, failureReason, errorMap, expected }) => {
    expect(mapStatus(Number(status), readErrorMap(errorMap ?? {}), failureReason)).toEqual(expected);
  },
);
