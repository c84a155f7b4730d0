import { Type } from 'typebox';
import type { ApiDoc } from '../api-doc.ts';

/** Schemas of the trigger, for its documentation only: its handler reads more than they say. */

const SurveyTrigger = Type.Object(
  {
    msisdn: Type.String({
      description: 'The customer’s number; `msisd` will do as well.',
      examples: ['254712345678'],
    }),
    srcSystem: Type.String({
      maxLength: 200,
      description: 'Name of the system that asks for it; the survey may show it.',
      examples: ['REGONLINE'],
    }),
    dataFeed: Type.String({ description: 'Name of the survey.', examples: ['tiara-poller-dlr'] }),
    fileName: Type.String({ description: 'Id of the survey.', examples: ['55'] }),
  },
  { title: 'SurveyTrigger', description: 'A survey to be put to one person.' },
);

const SurveyTriggerResult = Type.Object(
  {
    msisdn: Type.String({ description: 'As you wrote it.' }),
    srcSystem: Type.String({ description: 'As you wrote it.' }),
    msgId: Type.String({ format: 'uuid', description: 'Of the first SMS.' }),
    cost: Type.String({
      description: 'Of the first SMS; 0 while it waits for its time.',
      examples: ['KES 0.6'],
    }),
    balance: Type.String({ examples: ['KES 3137.5598'] }),
    mcc: Type.String({ examples: ['639'] }),
    mnc: Type.String({ examples: ['02'] }),
    desc: Type.String({ examples: ['Success'] }),
    status: Type.Enum(['SUCCESS', 'FAILED']),
    statusCode: Type.String({ description: '`0` for success; the others are listed under “Refusals”.' }),
  },
  { title: 'SurveyTriggerResult', additionalProperties: false },
);

export const triggerDoc: ApiDoc = {
  tag: 'Compatible API',
  operationId: 'triggerSurvey',
  summary: 'Put a survey to one person',
  description:
    'Answers HTTP 200 whatever was decided, or 400 for refusals where the account asks for it (`failedHttpStatus`): `status` is `SUCCESS` or `FAILED`, `statusCode` says why. `fileName` and `dataFeed` must both name the survey, by its id and by its name. What the person answers comes to your MO address and, where the survey has addresses, by email. There is no `Idempotency-Key` here: started again, the survey begins anew and the person gets its first question twice, or it is refused with 1012 where it says `whenOpen` `refuse`, which is safe to repeat.',
  body: SurveyTrigger,
  answers: { 200: SurveyTriggerResult },
  example: {
    body: {
      msisdn: '254712345678',
      srcSystem: 'REGONLINE',
      dataFeed: 'tiara-poller-dlr',
      fileName: '55',
    },
    answer: {
      msisdn: '254712345678',
      srcSystem: 'REGONLINE',
      msgId: '019aa7b0-5322-7cf3-8c02-303165997da5',
      cost: 'KES 0.6',
      balance: 'KES 3137.5598',
      mcc: '639',
      mnc: '02',
      desc: 'Success',
      status: 'SUCCESS',
      statusCode: '0',
    },
  },
};
