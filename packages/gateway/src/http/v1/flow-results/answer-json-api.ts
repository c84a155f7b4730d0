import type { FastifyReply } from 'fastify';
import { JSON_API } from './package-body.ts';

/** Answers as JSON:API says: its media type may have no parameters, which a text would be given. */
export function answerJsonApi(reply: FastifyReply, body: object): FastifyReply {
  return reply.type(JSON_API).send(Buffer.from(JSON.stringify(body)));
}
