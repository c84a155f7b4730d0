import type { FrontSettings } from '@ujumbe/simulator';
import { freshNumber } from './load.ts';
import { addOperator } from './provision.ts';
import { addUssdOperator, type UssdOperatorOrder } from './provision-ussd.ts';
import { waitUntil } from './wait-until.ts';
import type { World } from './world.ts';

/** Adds an operator to the gateway and its front to the simulator. @returns the token of its address */
export async function addFront(
  { pool, simulator, gateway }: World,
  name: string,
  order: UssdOperatorOrder,
  options?: Record<string, unknown>,
): Promise<string> {
  const { token } = await addUssdOperator(pool, order);
  const url = `${gateway.baseUrl}/ussd/${token}`;
  simulator.ussd.addFront(name, {
    adapter: order.adapter,
    url,
    ...(options ? { options } : {}),
  } as FrontSettings);
  return token;
}

/** The same for an operator over SMPP. @returns the connector, whose bind is not waited for */
export async function addSmppFront(
  { pool, simulator }: World,
  name: string,
  profile: string,
): Promise<number> {
  const systemId = `u-${profile}`;
  simulator.ussd.addFront(name, { adapter: 'smpp', systemId, profile } as FrontSettings);
  return await addOperator(pool, {
    smscPort: simulator.smscPort,
    systemId,
    settings: { ussd: { profile } },
  });
}

/** Waits until a code is answered with a menu: operators and applications are read once a second. */
export async function waitForCode({ simulator, gateway }: World, code: string, front: string): Promise<void> {
  await waitUntil(
    async () => (await simulator.ussd.dial(freshNumber(), code, front)).open,
    () => `${code} is not known yet\n${gateway.log}`,
  );
}
