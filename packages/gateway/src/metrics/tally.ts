import type { Metric, MetricValue, MetricValueWithName, Registry } from 'prom-client';

/*
 * Counters and histograms for places that are passed thousands of times a second. Those of prom-client hash their labels at every
 * observation; a child of these is taken once and from then on only adds numbers. The registry reads them when it is asked.
 */

export type Labels = Readonly<Record<string, string>>;
type Kind = 'counter' | 'histogram';
type Value = MetricValue<string> & Partial<MetricValueWithName<string>>;

/** A count that only grows. */
export class Tally {
  count = 0;

  inc(by = 1): void {
    this.count += by;
  }

  values(name: string, labels: Labels): Value[] {
    return [{ metricName: name, labels, value: this.count } as Value];
  }
}

/** How often values fell below each bound. */
export class Distribution {
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  /** @param bounds upper bounds, ascending; what is above the last one counts as infinite */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] as number)) place++;
    this.#counts[place] = (this.#counts[place] as number) + 1;
    this.#sum += value;
  }

  values(name: string, labels: Labels): Value[] {
    let total = 0;
    const values = Array.from(this.#counts, (count, place) => {
      total += count;
      const le = place < this.#bounds.length ? String(this.#bounds[place]) : '+Inf';
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total };
    });
    values.push({ metricName: `${name}_sum`, labels: { ...labels } as never, value: this.#sum });
    values.push({ metricName: `${name}_count`, labels: { ...labels } as never, value: total });
    return values as Value[];
  }
}

type Child = { values(name: string, labels: Labels): Value[] };

/** Children of one metric, by the value of its label. */
export class Family<C extends Child> {
  readonly name: string;
  readonly help: string;
  readonly type: Kind;
  readonly #make: () => C;
  readonly #children = new Map<string, { readonly labels: Labels; readonly child: C }>();

  constructor(
    registry: Registry,
    { name, help, type }: { name: string; help: string; type: Kind },
    make: () => C,
  ) {
    this.name = name;
    this.help = help;
    this.type = type;
    this.#make = make;
    registry.registerMetric(this as unknown as Metric<string>);
  }

  /** The child for these labels: keep it where it is used often. Names and order of labels must not change. */
  of(labels: Labels): C {
    const key = Object.values(labels).join('\0');
    let entry = this.#children.get(key);
    if (!entry) {
      entry = { labels, child: this.#make() };
      this.#children.set(key, entry);
    }
    return entry.child;
  }

  /** What the registry asks for. */
  async get(): Promise<{ name: string; help: string; type: Kind; aggregator: 'sum'; values: Value[] }> {
    const values = [...this.#children.values()].flatMap(({ labels, child }) =>
      child.values(this.name, labels),
    );
    return { name: this.name, help: this.help, type: this.type, aggregator: 'sum', values };
  }
}

export function tallies(registry: Registry, name: string, help: string): Family<Tally> {
  return new Family(registry, { name, help, type: 'counter' }, () => new Tally());
}

export function distributions(
  registry: Registry,
  name: string,
  help: string,
  bounds: readonly number[],
): Family<Distribution> {
  return new Family(registry, { name, help, type: 'histogram' }, () => new Distribution(bounds));
}
