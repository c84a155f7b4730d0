import type { Config } from '#core/config.ts';
import type { Directory } from '#core/directory.ts';
import { type Check, note, ok, problem } from './check.ts';

const NAME = 'operators bound';
const PATIENCE_MS = 3000;

/** Asks the gateway that runs with these settings, if one does, which of the enabled operators it is bound to. */
export async function checkBinds(
  { host, port }: Config['http'],
  { connectors }: Pick<Directory, 'connectors'>,
): Promise<Check[]> {
  const enabled = [...connectors.values()].filter((row) => row.enabled).map((row) => row.name);
  if (enabled.length === 0) return [];
  if (port === 0) return [note(NAME, 'not known: http.port is 0, so the gateway cannot be found')];
  const baseUrl = `http://${reachable(host)}:${port}`;
  const metrics = await readMetrics(`${baseUrl}/metrics`);
  if (metrics === null) {
    return [
      note(
        NAME,
        `not known: no gateway is running at ${baseUrl}`,
        'Start it, or ask on its machine and with its settings (--config).',
      ),
    ];
  }
  return [judgeBinds(metrics, enabled, baseUrl)];
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

/** Where a listener on all addresses is reached from its own machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
