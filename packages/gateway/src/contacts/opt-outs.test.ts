import { describe, expect, test } from 'vitest';
import { type OptOut, OptOuts } from './opt-outs.ts';

const MSISDN = '254700000001';

/** A table that gives out two rows at a time, and remembers from where it was read. */
function table(...rows: OptOut[]) {
  const asked: string[] = [];
  return {
    rows,
    asked,
    load: async (sinceId: string) => {
      asked.push(sinceId);
      return rows
        .filter((row) => BigInt(row.id) > BigInt(sinceId))
        .sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
        .slice(0, 2);
    },
  };
}

function row(id: number, sender: string | null = null, msisdn = MSISDN, accountId = 7): OptOut {
  return { id: String(id), accountId, msisdn, sender };
}

describe('has', () => {
  test('knows nobody before the first refresh', () => {
    expect(new OptOuts(table(row(1)).load).has(7, MSISDN, 'TIARA')).toBe(false);
  });

  test('an opt-out from everything holds for every sender of that account', async () => {
    const optOuts = new OptOuts(table(row(1)).load);
    await optOuts.refresh();
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(true);
    expect(optOuts.has(7, MSISDN, 'OTHER')).toBe(true);
    expect(optOuts.has(8, MSISDN, 'TIARA')).toBe(false);
    expect(optOuts.has(7, '254700000002', 'TIARA')).toBe(false);
  });

  test('an opt-out from one sender holds for that one, in any case', async () => {
    const optOuts = new OptOuts(table(row(1, 'Tiara')).load);
    await optOuts.refresh();
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(true);
    expect(optOuts.has(7, MSISDN, 'tiara')).toBe(true);
    expect(optOuts.has(7, MSISDN, 'OTHER')).toBe(false);
  });
});

describe('refresh', () => {
  test('reads page after page', async () => {
    const store = table(...[1, 2, 3, 4, 5].map((id) => row(id, null, `25470000000${id}`)));
    const optOuts = new OptOuts(store.load);
    await optOuts.refresh();
    for (const id of [1, 2, 3, 4, 5]) expect(optOuts.has(7, `25470000000${id}`, 'TIARA')).toBe(true);
    expect(store.asked).toEqual(['0', '2', '4', '5']);
  });

  test('brings what was added', async () => {
    const store = table(row(1));
    const optOuts = new OptOuts(store.load);
    await optOuts.refresh();
    store.rows.push(row(2, null, '254700000002'));
    await optOuts.refresh();
    expect(optOuts.has(7, '254700000002', 'TIARA')).toBe(true);
  });

  test('finds a row that was committed after one with a higher id', async () => {
    const store = table(row(5_000));
    const optOuts = new OptOuts(store.load);
    await optOuts.refresh();
    store.rows.push(row(9_000, null, '254700000002'));
    await optOuts.refresh();
    store.rows.push(row(5_001, null, '254700000003'), row(4_500, null, '254700000004'));
    await optOuts.refresh();
    expect(optOuts.has(7, '254700000003', 'TIARA')).toBe(true);
    expect(optOuts.has(7, '254700000004', 'TIARA')).toBe(true);
  });

  test('does not read a long list again and again', async () => {
    const store = table(...Array.from({ length: 20 }, (_, index) => row((index + 1) * 1_000)));
    const optOuts = new OptOuts(store.load);
    await optOuts.refresh();
    store.asked.length = 0;
    for (let time = 0; time < 100; time++) await optOuts.refresh();
    expect(store.asked[0]).toBe('19000');
    expect(store.asked.at(-1)).toBe('20000');
    expect(store.asked.length).toBeLessThan(200);
  });

  test('passes over a row whose number is none', async () => {
    const optOuts = new OptOuts(table(row(1, null, 'nobody'), row(2)).load);
    await optOuts.refresh();
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(true);
  });

  test('hands on the failure of the store, keeps what it had, and works again', async () => {
    const store = table(row(1));
    let broken = false;
    const optOuts = new OptOuts((since) => (broken ? Promise.reject(new Error('away')) : store.load(since)));
    await optOuts.refresh();
    broken = true;
    await expect(optOuts.refresh()).rejects.toThrow('away');
    await expect(optOuts.reload()).rejects.toThrow('away');
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(true);
    broken = false;
    store.rows.push(row(2, null, '254700000002'));
    await optOuts.refresh();
    expect(optOuts.has(7, '254700000002', 'TIARA')).toBe(true);
  });

  test('two at once read once', async () => {
    const store = table(row(1));
    const optOuts = new OptOuts(store.load);
    await Promise.all([optOuts.refresh(), optOuts.refresh()]);
    expect(store.asked).toEqual(['0', '1']);
  });
});

describe('add, remove and reload', () => {
  test('add holds at once', () => {
    const optOuts = new OptOuts(table().load);
    optOuts.add(7, MSISDN, 'TIARA');
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(true);
    expect(() => optOuts.add(7, '+254700000001', null)).toThrow(RangeError);
  });

  test('remove takes back one sender, in any case of letters', () => {
    const optOuts = new OptOuts(table().load);
    optOuts.add(7, MSISDN, 'TIARA');
    optOuts.add(7, MSISDN, 'OTHER');
    optOuts.remove(7, MSISDN, 'tiara');
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(false);
    expect(optOuts.has(7, MSISDN, 'OTHER')).toBe(true);
    optOuts.add(7, MSISDN, null);
    optOuts.remove(7, MSISDN, 'OTHER');
    expect(optOuts.has(7, MSISDN, 'OTHER')).toBe(true);
  });

  test('remove from every sender takes back what was said of any of them, of that person', () => {
    const optOuts = new OptOuts(table().load);
    optOuts.add(7, MSISDN, null);
    optOuts.add(7, MSISDN, 'TIARA');
    optOuts.add(7, '254700000002', 'TIARA');
    optOuts.remove(7, MSISDN, null);
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(false);
    expect(optOuts.has(7, '254700000002', 'TIARA')).toBe(true);
  });

  test('reload forgets what another node took back', async () => {
    const store = table(row(1), row(2, null, '254700000002'));
    const optOuts = new OptOuts(store.load);
    await optOuts.refresh();
    store.rows.shift();
    await optOuts.refresh();
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(true);
    await optOuts.reload();
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(false);
    expect(optOuts.has(7, '254700000002', 'TIARA')).toBe(true);
  });

  test.each(['refresh', 'reload'] as const)('what is taken back during a %s stays so', async (verb) => {
    const store = table(row(1), row(2, null, '254700000002'));
    const optOuts = new OptOuts(async (since) => {
      const rows = await store.load(since);
      optOuts.remove(7, MSISDN, null);
      return rows;
    });
    await optOuts[verb]();
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(false);
    expect(optOuts.has(7, '254700000002', 'TIARA')).toBe(true);
  });

  test('what is added during a reload that cannot see it yet stays', async () => {
    const optOuts = new OptOuts(async () => {
      optOuts.add(7, MSISDN, null);
      return [];
    });
    await optOuts.reload();
    expect(optOuts.has(7, MSISDN, 'TIARA')).toBe(true);
  });
});
