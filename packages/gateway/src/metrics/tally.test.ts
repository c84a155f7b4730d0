import fc from 'fast-check';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { Distribution, distributions, tallies } from './tally.ts';

test('counters and histograms are written as Prometheus reads them', async () => {
  const registry = new Registry();
  const submits = tallies(registry, 'submits_total', 'Submits.');
  submits.of({ operator: 'a "b"\\', outcome: 'ok' }).inc();
  submits.of({ operator: 'a "b"\\', outcome: 'ok' }).inc(2);
  submits.of({ operator: 'c', outcome: 'ok' });
  const seconds = distributions(registry, 'seconds', 'How long.', [0.1, 1]).of({});
  for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe(value);
  expect(await registry.metrics()).toBe(
    [
      '# HELP submits_total Submits.',
      '# TYPE submits_total counter',
      'submits_total{operator="a \\"b\\"\\\\",outcome="ok"} 3',
      'submits_total{operator="c",outcome="ok"} 0',
      '',
      '# HELP seconds How long.',
      '# TYPE seconds histogram',
      'seconds_bucket{le="0.1"} 2',
      'seconds_bucket{le="1"} 3',
      'seconds_bucket{le="+Inf"} 4',
      'seconds_sum 7.65',
      'seconds_count 4',
      '',
    ].join('\n'),
  );
});

test('a name is used once', () => {
  const registry = new Registry();
  tallies(registry, 'same', '');
  expect(() => tallies(registry, 'same', '')).toThrow('already been registered');
});

test('each bucket counts what is at most its bound', () => {
  const bounds = [0.001, 0.01, 0.5, 2, 100];
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1000, noNaN: true })), (values) => {
      const distribution = new Distribution(bounds);
      for (const value of values) distribution.observe(value);
      const read = distribution.values('x', {}) as {
        metricName: string;
        labels: { le?: string };
        value: number;
      }[];
      for (const { metricName, labels, value } of read.filter((one) => one.metricName === 'x_bucket')) {
        expect([metricName, labels.le, value]).toEqual([
          'x_bucket',
          labels.le,
          values.filter((one) => one <= Number(labels.le === '+Inf' ? Number.POSITIVE_INFINITY : labels.le))
            .length,
        ]);
      }
      expect(read.at(-1)).toMatchObject({ metricName: 'x_count', value: values.length });
    }),
  );
});
