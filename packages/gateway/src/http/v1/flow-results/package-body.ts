import { Type } from 'typebox';

/** Shapes of FLOIP Flow Results over JSON:API. */

/** What JSON:API calls itself. */
export const JSON_API = 'application/vnd.api+json';

const link = Type.Union([Type.String(), Type.Null()]);
export const Links = Type.Object({
  self: Type.String(),
  next: Type.Optional(link),
  previous: Type.Optional(link),
});

const summary = {
  name: Type.String({ description: 'Of the flow.' }),
  title: Type.String(),
  created: Type.String({ description: 'RFC 3339: the first version was published.' }),
  modified: Type.String({ description: 'RFC 3339: the newest version was published.' }),
};

export const PackageList = Type.Object({
  links: Links,
  data: Type.Array(
    Type.Object({
      type: Type.Literal('packages'),
      id: Type.String({ format: 'uuid' }),
      attributes: Type.Object(summary),
    }),
  ),
});

export const Package = Type.Object({
  links: Links,
  data: Type.Object({
    type: Type.Literal('packages'),
    id: Type.String({ format: 'uuid' }),
    attributes: Type.Object({
      profile: Type.Literal('flow-results-package'),
      flow_results_specification_version: Type.String(),
      'flow-results-specification': Type.String(),
      id: Type.String(),
      ...summary,
      resources: Type.Array(Type.Unknown(), { description: 'One: its columns and its questions.' }),
    }),
    relationships: Type.Unknown(),
  }),
});

export const PackageResponses = Type.Object({
  data: Type.Object({
    type: Type.Literal('responses'),
    id: Type.String({ format: 'uuid' }),
    attributes: Type.Object({
      responses: Type.Array(Type.Array(Type.Unknown()), {
        description:
          'Rows of seven: time of the answer, id of the row, contact, session (the response), question, answer, what else is known of it.',
      }),
    }),
    relationships: Type.Unknown(),
  }),
});

export const PackageParams = Type.Object({
  id: Type.String({
    description: 'The id of the package.',
    examples: ['6b2f1d6e-2d5c-4c7e-9d0a-51b7c3f0e2aa'],
  }),
});
