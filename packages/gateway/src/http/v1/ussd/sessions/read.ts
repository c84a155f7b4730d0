import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { isSessionId } from '#core/ussd-session-id.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { findUssdSession, readUssdHops } from '#store/ussd-queries.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import { HttpError } from '../../../http-error.ts';
import { Problem } from '../../schemas.ts';
import { Hop, hopBody, Session, sessionBody, sessionExample } from './session-body.ts';

const access: Access = { auth: 'key', scope: 'ussd:read', rateClass: 'read', bodyLimit: 1024 };

const SessionWithTranscript = Type.Object(
  { ...Session.properties, transcript: Type.Array(Hop) },
  { additionalProperties: false, title: 'UssdSessionWithTranscript' },
);

const Params = Type.Object({
  id: Type.String({ examples: [sessionExample.id], description: 'The `sessionId` of the application.' }),
});

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'readUssdSession',
  summary: 'Read a USSD session with its transcript',
  description:
    'What was typed and shown, screen by screen. Of a sensitive application nothing of that is kept: `input` and `screen` are null. Elsewhere entries that look like a PIN are dots, unless the application says otherwise.',
  example: {
    answer: {
      ...sessionExample,
      transcript: [
        {
          at: '2025-11-21T18:10:00.352Z',
          input: null,
          screen: 'Find a clinic\n1. Near me\n2. By name',
          action: 'con',
          outcome: 'ok',
          appMs: 14,
          log: [],
        },
        {
          at: '2025-11-21T18:10:06.101Z',
          input: '1',
          screen: 'You will get an SMS with the nearest clinics.',
          action: 'end',
          outcome: 'ok',
          appMs: 21,
          log: [],
        },
      ],
    },
  },
};

/** `GET /api/v1/ussd/sessions/:id` */
export function readUssdSessionRoute(app: FastifyInstance, db: ReadQueries): void {
  app.get<{ Params: Static<typeof Params> }>(
    '/api/v1/ussd/sessions/:id',
    {
      config: { access, api },
      schema: { params: Params, response: { 200: SessionWithTranscript, 404: Problem } },
    },
    async (request) => {
      const { id } = request.params;
      const row = isSessionId(id) ? await findUssdSession(db, callerOf(request).account.id, id) : undefined;
      if (row === undefined) throw new HttpError(404, 'There is no USSD session with this id.');
      return { ...sessionBody(row), transcript: (await readUssdHops(db, id)).map(hopBody) };
    },
  );
}
