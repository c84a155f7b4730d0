import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { describeApi } from '../packages/gateway/src/http/openapi/describe-api.ts';
import { postmanCollection } from '../packages/gateway/src/http/openapi/postman.ts';

/** Writes docs/api/openapi.json and the Postman collection from the routes; with --check only says whether they are current. */
const folder = new URL('../docs/api/', import.meta.url);
const document = await describeApi();
const files = { 'openapi.json': document, 'ujumbe.postman_collection.json': postmanCollection(document) };
const checking = process.argv.includes('--check');

await mkdir(folder, { recursive: true });
for (const [name, content] of Object.entries(files)) {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const file = new URL(name, folder);
  if (!checking) await writeFile(file, text);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`docs/api/${name} is not what the routes say. Run: node scripts/generate-api-docs.ts`);
    process.exitCode = 1;
  }
}
