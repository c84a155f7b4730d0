import { describe, expect, test } from 'vitest';
import type { Account, Directory } from '#core/directory.ts';
import type { Refusal } from '#core/refusal.ts';
import { TestClock } from '#core/test-clock.ts';
import { emptyDirectory } from '../../test/empty-directory.ts';
import cases from './judge.cases.json' with { type: 'json' };
import { type Draft, judge } from './judge.ts';
import { requestOf } from './test-room.ts';

type Case = {
  name: string;
  /** Texts may be written as [piece, times]. */
  request: Record<string, string | number | boolean | null | [string, number]>;
  account?: Partial<Account['settings']> & { senders?: string[]; defaultCountry?: string };
  optedOut?: string;
  world?: 'no route' | 'no price' | 'no flash' | 'first down';
  refusal?: Refusal;
  mcc?: string;
  draft?: Partial<Draft>;
};

const clock = new TestClock();

const route = { accountId: null, mcc: null, mnc: null, prefix: null, weight: 1 };

function directoryOf(world: Case['world']): Directory {
  return {
    ...emptyDirectory,
    routes:
      world === 'no route'
        ? []
        : [
            { ...route, id: 1, connectorId: 1, priority: 10 },
            { ...route, id: 2, connectorId: 2, priority: 20 },
          ],
    prices: world === 'no price' ? [] : [{ accountId: null, mcc: null, mnc: null, perPart: 6000 }],
  };
}

function accountOf({ senders, defaultCountry, ...settings }: NonNullable<Case['account']> = {}): Account {
  return {
    id: 7,
    name: 'customer',
    currency: 'KES',
    active: true,
    defaultCountry: defaultCountry ?? 'KE',
    dlrUrl: null,
    moUrl: null,
    callbackSecrets: [],
    senders: new Set(senders ?? ['TIARA']),
    promotionalSenders: new Set(),
    languages: new Set(),
    settings: {
      failedHttpStatus: 200,
      nullStyle: 'string',
      smartEncoding: 'off',
      lenientNumbers: false,
      refund: 'none',
      validityMinutes: 60,
      requestsPerSecond: 0,
      ...settings,
    },
  };
}

const spell = (value: unknown) => (Array.isArray(value) ? String(value[0]).repeat(Number(value[1])) : value);

describe('a request', () => {
  test.each(cases as unknown as Case[])(
    '$name',
    ({ request, account, optedOut, world, refusal, mcc, draft }) => {
      const verdict = judge(
        {
          directory: () => directoryOf(world),
          optOuts: { has: (id, msisdn, sender) => `${id} ${msisdn} ${sender}` === optedOut },
          isUp: (id) => world !== 'first down' || id !== 1,
          supportsFlash: () => world !== 'no flash',
          clock,
          random: () => 0,
        },
        accountOf(account),
        requestOf('Hello', {
          to: '254711000001',
          ...Object.fromEntries(Object.entries(request).map(([key, value]) => [key, spell(value)])),
        }),
      );
      if (refusal) {
        expect(verdict).toEqual({
          refusal,
          mcc: mcc ?? '',
          mnc: mcc === undefined ? '' : expect.any(String),
        });
      } else {
        const { expiresIn, ...facts } = (draft ?? {}) as Partial<Draft> & { expiresIn?: number };
        expect(verdict).toMatchObject({ draft: facts });
        if (expiresIn !== undefined && 'draft' in verdict)
          expect(verdict.draft.expiresAt - clock.now()).toBe(expiresIn);
      }
    },
  );

  test('with half a surrogate pair is made whole, so that its text can be stored', () => {
    const verdict = judge(
      {
        directory: () => directoryOf(undefined),
        optOuts: { has: () => false },
        isUp: () => true,
        supportsFlash: () => true,
        clock,
        random: () => 0,
      },
      accountOf(),
      requestOf('a\ud800b'),
    );
    expect(verdict).toMatchObject({ draft: { text: 'a\ufffdb', encoding: 'ucs2' } });
  });
});
