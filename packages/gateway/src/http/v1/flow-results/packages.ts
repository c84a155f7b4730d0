import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { packageDescriptor, packageSummary } from '#results/flow-results.ts';
import { questionsOf } from '#results/question.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { listResultFlows, readFlowVersions } from '#store/results/flow-versions.ts';
import { answeredNames } from '#store/results/question-figures.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { inTime } from '../in-time.ts';
import { Problem } from '../schemas.ts';
import { answerJsonApi } from './answer-json-api.ts';
import { addressOf, findPackage, packageId } from './find-package.ts';
import { JSON_API, Package, PackageList, PackageParams } from './package-body.ts';

const access: Access = { auth: 'key', scope: 'results:read', rateClass: 'search', bodyLimit: 1024 };

const listApi: ApiDoc = {
  tag: 'Results',
  operationId: 'listResultPackages',
  summary: 'List Flow Results packages (FLOIP)',
  description:
    'FLOIP Flow Results 1.1 over JSON:API, for tools that read it. Every published flow is a package, with all of its versions.',
  answers: { 200: PackageList },
  answerType: JSON_API,
};

const readApi: ApiDoc = {
  tag: 'Results',
  operationId: 'readResultPackage',
  summary: 'Read the descriptor of a Flow Results package (FLOIP)',
  description:
    'A data package: its seven columns, and its questions with their choices. `modified` is the time of the newest version; questions that only older versions asked stay among them.',
  answers: { 200: Package, 404: Problem },
  answerType: JSON_API,
};

/** `GET /api/v1/flow-results/packages` and `/:id` */
export function packageRoutes(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.get('/api/v1/flow-results/packages', { config: { access, api: listApi } }, async (request, reply) => {
    const flows = await listResultFlows(db, callerOf(request).account.id);
    const data = flows.map((flow) => ({
      type: 'packages',
      id: packageId(deps, flow),
      attributes: packageSummary(flow),
    }));
    const links = { self: addressOf(request), next: null, previous: null };
    return answerJsonApi(reply, { links, data });
  });

  app.get<{ Params: Static<typeof PackageParams> }>(
    '/api/v1/flow-results/packages/:id',
    { config: { access, api: readApi }, schema: { params: PackageParams } },
    async (request, reply) => {
      const { id } = request.params;
      const flow = await findPackage(deps, db, request, id);
      const versions = await readFlowVersions(db, flow);
      const all = { accountId: flow.accountId, flowId: flow.id };
      const questions = questionsOf(
        versions,
        await inTime(answeredNames(db, all), 'fewer responses, by less keepDays of its surveys'),
      );
      const responses = addressOf(request, id, 'responses');
      const attributes = packageDescriptor(id, flow, versions, questions, responses);
      const relationships = { responses: { links: { related: responses } } };
      const links = { self: addressOf(request, id) };
      return answerJsonApi(reply, { links, data: { type: 'packages', id, attributes, relationships } });
    },
  );
}
