import type { Config } from '#core/config.ts';
import type { Directory } from '#core/directory.ts';
import { addressOf } from '../address-of.ts';
import { readDemo } from '../read-demo.ts';
import { type Check, note, ok, problem } from './check.ts';

const NAME = 'operators bound';
const PATIENCE_MS = 3000;

/** Asks the gateway that runs as the demo of the data folder, or with these settings, if one does, which of the enabled operators it is bound to. */
export async function checkBinds(
  { data, http }: Pick<Config, 'data' | 'http'>,
  { connectors }: Pick<Directory, 'connectors'>,
): Promise<Check[]> {
  const enabled = [...connectors.values()].filter((row) => row.enabled).map((row) => row.name);
  if (enabled.length === 0) return [];
  const demo = readDemo(data);
  const addresses = new Set([
    ...(demo === null ? [] : [demo.baseUrl]),
    ...(http.port === 0 ? [] : [addressOf(http)]),
  ]);
  if (addresses.size === 0) return [note(NAME, 'not known: http.port is 0, so the gateway cannot be found')];
  for (const baseUrl of addresses) {
    const metrics = await readMetrics(`${baseUrl}/metrics`);
    if (metrics !== null) return [judgeBinds(metrics, enabled, baseUrl)];
  }
  return [
    note(
      NAME,
      `not known: no gateway is running at ${[...addresses].join(' or ')}`,
      'Start it, or ask on its machine and with its settings (--config, --data).',
    ),
  ];
}

/** @param metrics what the gateway answers on `/metrics` */
export function judgeBinds(metrics: string, enabled: readonly string[], baseUrl: string): Check {
  const wanted = readGauge(metrics, 'ujumbe_binds');
  if (!metrics.includes('# TYPE ujumbe_binds ')) {
    return note(
      NAME,
      `not known: what answers at ${baseUrl} is no gateway`,
      'Look at http.host and http.port.',
    );
  }
  const up = readGauge(metrics, 'ujumbe_binds_up');
  const down = enabled.filter((name) => !up.get(name));
  if (down.length > 0) {
    return problem(
      NAME,
      `${down.join(', ')}: no bind is up.`,
      'The last line "not bound" of this operator in the log says why, when it is tried again and what to do.',
    );
  }
  const states = enabled.map((name) => `${name} ${up.get(name)} of ${wanted.get(name)}`);
  return enabled.some((name) => (up.get(name) ?? 0) < (wanted.get(name) ?? 0))
    ? note(NAME, states.join(', '), 'The log says of each bind why it is not up.')
    : ok(NAME, states.join(', '));
}

/** Values of a gauge by its label `operator`, from the text format of Prometheus. */
function readGauge(metrics: string, gauge: string): Map<string, number> {
  const values = new Map<string, number>();
  const line = new RegExp(`^${gauge}\\{operator="((?:[^"\\\\]|\\\\.)*)"\\} (\\S+)$`, 'gm');
  for (const [, label = '', value] of metrics.matchAll(line))
    values.set(
      label.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter)),
      Number(value),
    );
  return values;
}

/** @returns null when nobody answers there, or not as a gateway would */
async function readMetrics(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
    return await answer.text();
  } catch {
    // Refused, too slow or cut off: whoever is there cannot be asked.
    return null;
  }
}
