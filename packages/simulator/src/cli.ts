import { parseArgs } from 'node:util';
import { describeEvent } from './describe-event.ts';
import { InvalidInput } from './invalid-input.ts';
import { type SimulatorOptions, startSimulator } from './simulator.ts';
import type { FrontSettings } from './ussd/network.ts';

const usage = `Usage: npm run simulator -- [options]

A mobile operator, phones and a customer application, all on 127.0.0.1.

  --smsc-port n       port of the SMSC, default 2775
  --control-port n    port of the control API, default 2780
  --sink-port n       port of the callback sink, default 2781
  --ussd-port n       port of the CON/END application, default 2782
  --inbox mode        full (default), ids or count
  --callbacks mode    full (default) or count
  --user id:password  who may bind; may be repeated; left out, anyone may
  --ussd-front json   an operator's USSD platform, pointed at a connector of the gateway; may be repeated, e.g.
                      '{"name":"at","adapter":"africastalking","url":"http://127.0.0.1:8080/ussd/<token>"}'
  --behaviours json   e.g. '{"latency":50,"lostReceipts":10}'
  --seed n            makes percentages repeatable
  --quiet             do not print what happens
  --help

A port of 0 takes any free one. Fronts can also be added later, and phones dial, over the control API (PUT /ussd/fronts,
POST /ussd/dial); GET /ussd/fronts lists the adapters.`;

const optionTypes = {
  'smsc-port': { type: 'string', default: '2775' },
  'control-port': { type: 'string', default: '2780' },
  'sink-port': { type: 'string', default: '2781' },
  'ussd-port': { type: 'string', default: '2782' },
  inbox: { type: 'string', default: 'full' },
  callbacks: { type: 'string', default: 'full' },
  user: { type: 'string', multiple: true },
  'ussd-front': { type: 'string', multiple: true },
  behaviours: { type: 'string' },
  seed: { type: 'string' },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof readValues>;

function readValues(args: string[]) {
  return parseArgs({ args, options: optionTypes, strict: true }).values;
}

function readOptions(values: Values): SimulatorOptions {
  const options: SimulatorOptions = {
    smscPort: wholeNumber(values['smsc-port'], '--smsc-port', 65_535),
    controlPort: wholeNumber(values['control-port'], '--control-port', 65_535),
    sinkPort: wholeNumber(values['sink-port'], '--sink-port', 65_535),
    ussdPort: wholeNumber(values['ussd-port'], '--ussd-port', 65_535),
    inbox: oneOf(values.inbox, '--inbox', ['full', 'ids', 'count'] as const),
    callbacks: oneOf(values.callbacks, '--callbacks', ['full', 'count'] as const),
  };
  if (values.user) options.credentials = Object.fromEntries(values.user.map(readUser));
  if (values.behaviours !== undefined) options.behaviours = readJson(values.behaviours, '--behaviours');
  if (values['ussd-front']) options.ussdFronts = Object.fromEntries(values['ussd-front'].map(readFront));
  if (values.seed !== undefined) options.seed = wholeNumber(values.seed, '--seed', 0xffffffff);
  return options;
}

function wholeNumber(text: string, name: string, max: number): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > max) {
    throw new InvalidInput(name, text, `a whole number from 0 to ${max}`);
  }
  return Number(text);
}

function oneOf<T extends string>(text: string, name: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new InvalidInput(name, text, `one of ${choices.join(', ')}`);
  return found;
}

function readUser(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new InvalidInput('--user', text, 'a system_id and password such as esme1:secret');
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function readFront(text: string): [string, FrontSettings] {
  const { name = 'operator', ...settings } = readJson<FrontSettings & { name?: string }>(
    text,
    '--ussd-front',
  );
  return [name, settings];
}

/** The options check what it holds. */
function readJson<T>(text: string, name: string): T {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput(name, text, `JSON (${(error as Error).message})`);
  }
}

/** Runs the simulator until it is interrupted. Returns the exit code when it cannot start. */
export async function runSimulator(args: string[]): Promise<number> {
  let simulator: Awaited<ReturnType<typeof startSimulator>>;
  try {
    const values = readValues(args);
    if (values.help) {
      console.log(usage);
      return 0;
    }
    simulator = await startSimulator(readOptions(values));
    console.log(introduce(simulator.state()));
    if (!values.quiet) simulator.events.follow((recorded) => console.log(describeEvent(recorded)));
  } catch (error) {
    console.error((error as Error).message);
    console.error('Try --help.');
    return 1;
  }
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await simulator.stop();
  return 0;
}

function introduce(state: {
  smscPort: number;
  controlUrl: string;
  sinkUrl: string;
  ussdUrl: string;
}): string {
  return `SMSC         127.0.0.1:${state.smscPort}   bind here with SMPP 3.4
Control API  ${state.controlUrl}   GET / lists what it can do
Callbacks    ${state.sinkUrl}   any path is recorded
USSD app     ${state.ussdUrl}   answers CON/END

  curl ${state.controlUrl}/inbox/254700000001
  curl -X POST ${state.controlUrl}/mo -d '{"from":"254700000001","to":"22141","text":"Hello"}'
  curl -X POST ${state.controlUrl}/ussd/dial -d '{"msisdn":"254700000001","code":"*123#"}'
  curl -X PATCH ${state.controlUrl}/behaviours -d '{"latency":200,"lostReceipts":10}'

What happens follows; Ctrl-C ends.`;
}

if (import.meta.main) process.exitCode = await runSimulator(process.argv.slice(2));
