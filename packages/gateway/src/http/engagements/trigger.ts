import type { FastifyInstance } from 'fastify';
import type { Account } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import type { Refusal } from '#core/refusal.ts';
import type { SurveyStarted } from '#core/start-survey.ts';
import { type Access, callerOf } from '../access.ts';
import type { HttpDeps } from '../deps.ts';
import { HttpError } from '../http-error.ts';
import { sendJson } from '../messaging/send-json.ts';
import { asObject, type JsonObject, readJson } from '../read-json.ts';
import { triggerDoc } from './docs.ts';
import { namedSurvey } from './named-survey.ts';
import { readTrigger, writtenIn } from './read-trigger.ts';
import { triggerBody } from './trigger-body.ts';

/** A survey is sent as messages are, so a key that may send may start one. */
const access: Access = { auth: 'key', scope: 'sms:send', rateClass: 'send', bodyLimit: 64 * 1024 };

/** `POST /engagements/trigger`: puts a survey to one person. A refusal is HTTP 200 as well, or 400 where the account asks for it. */
export function triggerRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post('/engagements/trigger', { config: { access, api: triggerDoc } }, async (request, reply) => {
    const { account } = callerOf(request);
    const body = asObject(readJson(request.body, request.headers['content-type']));
    if (body === null) throw new HttpError(400, 'The body must be one JSON object.');
    const result = await trigger(deps, account, body);
    const status = result.started ? 200 : account.settings.failedHttpStatus;
    const text = triggerBody({
      ...writtenIn(body),
      ...result,
      currency: account.currency,
      cost: result.started ? result.cost : 0,
      refusal: result.started ? null : result.refusal,
    });
    sendJson(reply, status, text);
  });
}

async function trigger(deps: HttpDeps, account: Account, body: JsonObject): Promise<SurveyStarted> {
  const wanted = readTrigger(body, account.defaultCountry);
  if ('code' in wanted) return refuse(deps, account, wanted);
  const survey = namedSurvey(deps.directory(), account.id, wanted);
  if ('code' in survey) return refuse(deps, account, survey);
  const { msisdn, srcSystem, dataFeed, fileName } = wanted;
  const params = { srcSystem, dataFeed, fileName };
  return inOwnNames(await deps.startSurvey(account, survey, { to: msisdn, params }));
}

/** Who is sent to is called `to` everywhere but here. */
function inOwnNames(result: SurveyStarted): SurveyStarted {
  if (result.started || !('field' in result.refusal) || result.refusal.field !== 'to') return result;
  return { ...result, refusal: { ...result.refusal, field: 'msisdn' } };
}

async function refuse(deps: HttpDeps, account: Account, refusal: Refusal): Promise<SurveyStarted> {
  const balance = await deps.balanceOf(account.id);
  return { started: false, messageId: newId(deps.clock.now()), refusal, balance, mcc: '', mnc: '' };
}
