import { expect, test } from 'vitest';
import type { Directory, MoRoute } from '#core/directory.ts';
import { emptyDirectory } from '../../test/empty-directory.ts';
import data from './mo-match.cases.json' with { type: 'json' };
import { matchMo } from './mo-match.ts';

type Case = [label: string, routes: string[], address: string, text: string, expected: string | null];

const named = new Map<string, MoRoute>(
  Object.entries(data.routes).map(([name, route], index) => [
    name,
    { ...route, id: index + 1, accountId: 7, url: null, flowId: null },
  ]),
);

test.each(data.cases as Case[])('%s', (_label, routes, address, text, expected) => {
  const moRoutes = routes.map((name) => named.get(name) as MoRoute);
  const directory: Directory = {
    ...emptyDirectory,
    moRoutes,
  };
  expect(matchMo(directory, 1, address, text)).toBe(expected === null ? null : named.get(expected));
});
