import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  type Config,
  ConfigError,
  connectDatabase,
  createLog,
  openDataFolder,
  readConfig,
  startGateway,
  untilAskedToStop,
} from '@ujumbe/gateway';
import { type Simulator, startSimulator } from '@ujumbe/simulator';
import pg from 'pg';
import { type DemoFacts, readFacts, writeFacts } from './facts.ts';
import { supportCode, surveyName } from './flows.ts';
import { follow } from './follow.ts';
import { seed, senderId, serviceCode, shortCode } from './seed.ts';
import { documentedScript, operatorFront } from './ussd.ts';

const defaultPort = 8080;
const usage = `Usage: npm start -- [options]

Starts Ujumbe on the embedded database with a simulated operator and a demo customer.

  --config FILE  settings of the gateway, such as a mail server: docs/operations/config.md
  --data DIR     folder for everything it keeps, default ./data
  --port N       port of the HTTP API, default ${defaultPort} or, where that is taken, any free one
  --help`;

const options = {
  config: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string' },
  help: { type: 'boolean' },
} as const;
const loopback = '127.0.0.0/8';
const world = { ussdScript: documentedScript, ussdFronts: { operator: operatorFront } };

async function main(): Promise<number> {
  const config = await configure(process.argv.slice(2));
  if (config === null) return 0;
  const log = createLog('warn');
  // On a server of one's own (DATABASE_URL) nobody else makes the folder.
  await openDataFolder(config.data);
  const former = await readFacts(config.data);
  const simulator = await startSimulatorAgain(former);
  try {
    return await run(config, simulator, former, log);
  } finally {
    await simulator.stop();
  }
}

/**
 * On the ports of the last start, where they are free: what the gateway's tables say of the operator and of the customer is
 * then true before the demo has written it anew, and what was owed goes out at once.
 */
async function startSimulatorAgain(former: DemoFacts | null): Promise<Simulator> {
  if (former?.simulatorPorts === undefined) return startSimulator(world);
  return startSimulator({ ...world, ...former.simulatorPorts }).catch(() => startSimulator(world));
}

async function run(
  config: Config,
  simulator: Simulator,
  former: DemoFacts | null,
  log: ReturnType<typeof createLog>,
): Promise<number> {
  const gateway = await startGateway(config, log);
  const ended = new AbortController();
  const interrupted = untilAskedToStop(process, (code) => process.exit(code));
  try {
    const database = await connectDatabase({
      databaseUrl: config.databaseUrl,
      dataDir: config.data,
      log,
      create: false,
    });
    const pool = new pg.Pool({ ...database.connectionConfig, max: 1 });
    const { apiKey, surveyId } = await seed(pool, {
      smscPort: simulator.smscPort,
      sinkUrl: simulator.sinkUrl,
      ussdUrl: simulator.ussdUrl,
      formerKey: former?.apiKey ?? null,
    });
    await pool.end();
    await database.stop();
    const facts = {
      baseUrl: gateway.baseUrl,
      apiKey,
      senderId,
      shortCode,
      serviceCode,
      supportCode,
      survey: { fileName: String(surveyId), dataFeed: surveyName },
      simulatorUrl: simulator.controlUrl,
      allowPrivate: config.callbacks.allowPrivate,
      simulatorPorts: {
        smscPort: simulator.smscPort,
        controlPort: portOf(simulator.controlUrl),
        sinkPort: portOf(simulator.sinkUrl),
        ussdPort: portOf(simulator.ussdUrl),
      },
    };
    await writeFacts(config.data, facts);
    await bound(simulator);
    console.log(introduction(facts, config.data));
    const following = follow(facts, simulator, (line) => console.log(line), ended.signal);
    await interrupted;
    console.log('Stopping …');
    ended.abort();
    await following;
  } finally {
    await gateway.stop();
  }
  return 0;
}

async function configure(argv: string[]): Promise<Config | null> {
  const { values } = parseArgs({ args: argv, options });
  if (values.help) {
    console.log(usage);
    return null;
  }
  const overrides: Record<string, unknown> = {};
  if (values.data !== undefined) overrides['/data'] = values.data;
  if (values.port !== undefined) overrides['/http/port'] = Number(values.port);
  const given = readConfig(values.config ?? null, process.env, overrides);
  const allowPrivate = [...given.callbacks.allowPrivate, loopback];
  const config = { ...given, callbacks: { ...given.callbacks, allowPrivate } };
  const chosen =
    values.port !== undefined || process.env.UJUMBE_HTTP_PORT || config.http.port !== defaultPort;
  if (chosen || (await isFree(config.http.host, config.http.port))) return config;
  return { ...config, http: { ...config.http, port: 0 } };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Waits until the gateway has bound to its operator: then the curl line works as printed. */
async function bound(simulator: Simulator): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (simulator.state().binds.length === 0) {
    if (performance.now() > deadline) {
      throw new Error(
        'The simulated operator was not reached within 20 seconds. Look at the lines above for the reason.',
      );
    }
    await sleep(50);
  }
}

function introduction({ baseUrl, apiKey, simulatorUrl, survey }: DemoFacts, dataDir: string): string {
  return `
Ujumbe is ready.

  API         ${baseUrl}          reference: ${baseUrl}/docs
  Operator    ${simulatorUrl}          simulated: phones, receipts, faults
  Facts       ${dataDir}/demo.json

Send an SMS:

curl -X POST ${baseUrl}/api/messaging/sendsms -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' -d '{"from":"${senderId}","to":"254700000001","message":"Habari!","refId":"first"}'

Answer it from the phone:

curl -X POST ${simulatorUrl}/mo -d '{"from":"254700000001","to":"${shortCode}","text":"Nzuri!"}'

Dial a code, and ask for support in English, French or Swahili; ${serviceCode} is an application of the customer's own:

npm run ujumbe -- dial '${supportCode}' --data ${dataDir}

Put a survey to somebody, answer it from the phone as above, and see what people said:

curl -X POST ${baseUrl}/engagements/trigger -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' -d '{"msisdn":"254700000002","srcSystem":"DEMO","dataFeed":"${survey.dataFeed}","fileName":"${survey.fileName}"}'
npm run ujumbe -- results visit-nps --account demo --data ${dataDir}

What happens follows; Ctrl-C ends.
`;
}

try {
  process.exitCode = await main();
} catch (error) {
  const faults = [ConfigError, TypeError].some((kind) => error instanceof kind);
  console.error((error as Error).message);
  if (faults) console.error('Try npm start -- --help.');
  process.exitCode = 1;
}
