import type { ApiDoc } from '../api-doc.ts';
import { MessagingBalance, MessagingBatch, MessagingMessage, MessagingResult } from './schemas.ts';

const result = {
  cost: 'KES 0.6',
  mnc: '02',
  balance: 'KES 3137.5598',
  msgId: '019aa7b0-5322-7cf3-8c02-303165997da5',
  to: '254712345678',
  mcc: '639',
  desc: 'Success',
  status: 'SUCCESS',
  statusCode: '0',
};

const message = { from: 'TIARA', to: '254712345678', message: 'Test SMS', refId: '09wiwu088e' };

export const sendsmsDoc: ApiDoc = {
  tag: 'Compatible API',
  operationId: 'sendsms',
  summary: 'Send one message',
  description:
    'Answers HTTP 200 whatever was decided about the message, or 400 for refusals where the account asks for it (`failedHttpStatus`): `status` is `SUCCESS` or `FAILED`, `statusCode` says why. Numbers and booleans are taken as text, unknown keys are ignored.',
  idempotent: true,
  body: MessagingMessage,
  answers: { 200: MessagingResult },
  example: { body: message, answer: result },
};

export const sendbatchDoc: ApiDoc = {
  tag: 'Compatible API',
  operationId: 'sendbatch',
  summary: 'Send many messages',
  description:
    'Answers a flat array with one result for each recipient, in the order given. Errors are arrays too. At most 1,000 recipients and 5 MiB.',
  idempotent: true,
  body: MessagingBatch,
  answers: { 200: { type: 'array', items: MessagingResult } as ApiDoc['body'] & object },
  example: {
    body: [
      { ...message, to: '254712345678', message: 'Testing1' },
      { ...message, to: '254713345678', message: 'Testing2' },
    ],
    answer: [
      result,
      {
        ...result,
        balance: 'KES 3136.9598',
        msgId: '019aa7b0-5322-7cf4-9ced-d714c6c0f331',
        to: '254713345678',
      },
    ],
  },
};

export const checkbalanceDoc: ApiDoc = {
  tag: 'Compatible API',
  operationId: 'checkbalance',
  summary: 'Read the balance',
  description: '`balance` is a number in text, without its currency.',
  answers: { 200: MessagingBalance },
  example: {
    answer: {
      balance: '3137.5598',
      currency: 'KES',
      statusCode: '0',
      status: 'SUCCESS',
      desc: 'Success',
      timestamp: '2026-11-21T16:30:00.335+00:00',
    },
  },
};
