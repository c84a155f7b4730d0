import type { FastifyReply } from 'fastify';
import type { FlowDocument } from '#store/admin/flows.ts';
import { HttpError } from '../../http-error.ts';

/** Answers a document octet by octet as it was published. @throws HttpError 404 where there is none */
export function answerDocument(reply: FastifyReply, document: FlowDocument | undefined): FastifyReply {
  if (document === undefined) throw new HttpError(404, 'There is no flow of this name, or no such version.');
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('etag', `"${document.version}"`)
    .send(document.text);
}
