import { writeFileSync } from 'node:fs';
import { flowJsonSchema } from '../src/checks/flow-json-schema.ts';

/** Writes `flow.schema.json` from the schemas of the document. A test holds the file to them. */
writeFileSync(
  new URL('../flow.schema.json', import.meta.url),
  `${JSON.stringify(flowJsonSchema(), null, 2)}\n`,
);
