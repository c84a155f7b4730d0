import type pg from 'pg';
import { checkConnectorSettings } from '#connectors/registry.ts';
import type { Config } from '#core/config.ts';
import type { Directory } from '#core/directory.ts';
import { readDirectory } from '#store/directory.ts';
import { countLeftovers, isSendingMeant } from '#store/server-facts.ts';
import { type Check, note, ok, problem } from './check.ts';
import { checkBinds } from './check-binds.ts';

/** Operators, routes and prices that cannot work as they are, and what lies there unclaimed. */
export async function checkBusiness(pool: pg.Pool, config: Pick<Config, 'data' | 'http'>): Promise<Check[]> {
  const directory = await readDirectory(pool);
  const lack = (await isSendingMeant(pool)) ? problem : note;
  return [
    ...checkOperators(directory, lack),
    ...(await checkBinds(config, directory)),
    checkRoutes(directory, lack),
    checkPrices(directory, lack),
    ...(await checkLeftovers(pool)),
  ];
}

/** Says what is not there yet: worth knowing, or wrong where somebody means to send. */
type Lack = typeof problem;

function checkOperators({ connectors }: Pick<Directory, 'connectors'>, lack: Lack): Check[] {
  const checks: Check[] = [];
  for (const { name, kind, settings } of connectors.values()) {
    const faults = checkConnectorSettings(kind, settings);
    if (faults.length > 0) {
      checks.push(
        problem(
          'operators',
          `The profile of "${name}" cannot be used: ${faults.join(' ')}`,
          `Correct it with "ujumbe operator set ${name}".`,
        ),
      );
    }
  }
  const enabled = [...connectors.values()].filter((connector) => connector.enabled);
  if (enabled.length === 0) {
    checks.push(
      lack('operators', 'no operator is enabled, so nothing can be sent', 'See "ujumbe help operator add".'),
    );
  } else if (checks.length === 0) {
    checks.push(ok('operators', enabled.map((connector) => connector.name).join(', ')));
  }
  return checks;
}

function checkRoutes({ connectors, routes }: Pick<Directory, 'connectors' | 'routes'>, lack: Lack): Check {
  const reached = routes.flatMap(({ connectorId }) => connectors.get(connectorId) ?? []);
  const names = new Set(reached.filter(({ enabled }) => enabled).map(({ name }) => name));
  return names.size > 0
    ? ok('routes', `to ${[...names].join(', ')}`)
    : lack('routes', 'no route leads to an enabled operator', 'See "ujumbe help route add".');
}

function checkPrices({ prices }: Pick<Directory, 'prices'>, lack: Lack): Check {
  return prices.length > 0
    ? ok('prices', `${prices.length} set`)
    : lack(
        'prices',
        'there is no price, so every message is refused with 1008',
        'See "ujumbe help price set".',
      );
}

async function checkLeftovers(pool: pg.Pool): Promise<Check[]> {
  const { orphanReceipts, deadCallbacks, unroutedMo } = await countLeftovers(pool);
  return [
    orphanReceipts === 0
      ? ok('orphan receipts', 'none')
      : note(
          'orphan receipts',
          `${orphanReceipts} receipts match no message`,
          'If they are many, the ids in receipts are written otherwise than in answers: see receiptIdMode and receiptAddr of the profile.',
        ),
    deadCallbacks === 0
      ? ok('dead callbacks', 'none')
      : note(
          'dead callbacks',
          `${deadCallbacks} callbacks were given up`,
          'See why with "ujumbe callbacks list --state dead", and send them again with "ujumbe callbacks replay --dead".',
        ),
    unroutedMo === 0
      ? ok('unrouted MO', 'none in the last day')
      : note(
          'unrouted MO',
          `${unroutedMo} MO of the last day have no route`,
          'See "ujumbe help mo-route add".',
        ),
  ];
}
