import { readFile } from 'node:fs/promises';
import {
  addMoRoute,
  addSurvey,
  addUssdApp,
  addUssdCode,
  listMoRoutes,
  listSurveys,
  listUssdApps,
  publishFlow,
} from '@ujumbe/gateway';
import type pg from 'pg';

/** Leads to the shipped request for support. */
export const supportCode = '*384*2#';
/** Begins it by SMS. */
export const supportKeyword = 'SUPPORT';
/** The survey a trigger puts to people. */
export const surveyName = 'visits';

const examples = new URL('../packages/flows/examples/', import.meta.url);
const supportFlow = 'support-request';
const surveyFlow = 'visit-nps';

/**
 * Publishes the shipped flows, and makes what leads to them where it is missing.
 * @returns the number of the survey
 */
export async function seedFlows(
  pool: pg.Pool,
  accountId: number,
  { sender }: { readonly sender: string },
): Promise<number> {
  const supportId = await publish(pool, accountId, supportFlow);
  const surveyFlowId = await publish(pool, accountId, surveyFlow);
  const apps = await listUssdApps(pool, accountId);
  if (!apps.some(({ name }) => name === supportFlow)) {
    const order = { accountId, name: supportFlow, kind: 'flow', settings: { flow: supportFlow } } as const;
    const { id: appId } = await addUssdApp(pool, order);
    await addUssdCode(pool, { code: supportCode, connectorId: null, appId });
  }
  const routes = await listMoRoutes(pool);
  if (!routes.some(({ keyword }) => keyword === supportKeyword)) {
    const route = { accountId, connectorId: null, address: sender, keyword: supportKeyword, url: null };
    await addMoRoute(pool, { ...route, flowId: supportId });
  }
  const known = (await listSurveys(pool, accountId)).find(({ name }) => name === surveyName);
  return (
    known?.id ?? (await addSurvey(pool, { accountId, name: surveyName, flowId: surveyFlowId, sender })).id
  );
}

async function publish(pool: pg.Pool, accountId: number, name: string): Promise<number> {
  const text = await readFile(new URL(`${name}.json`, examples), 'utf8');
  return (await publishFlow(pool, { accountId, name, text, calls: {} })).id;
}
