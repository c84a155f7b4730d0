import { writeFileSync } from 'node:fs';
import { type BacklogFigures, measureBacklog } from './backlog.ts';
import { type Figures, summariseTurns } from './figures.ts';
import { floorSubject } from './floor.ts';
import { benchFlows } from './flows/bench-flows.ts';
import { type GatewayHome, prepareGateway } from './gateway.ts';
import { kannelSubject, whyNoKannel } from './kannel.ts';
import { type Kit, startKit, stopKit } from './kit.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { reportText, roundLine } from './report.ts';
import { runInTurns } from './rounds.ts';
import type { Subject } from './subject.ts';
import { benchUssd } from './ussd/bench-ussd.ts';

/** Measures what the options ask for, prints it, and sets the exit code: 1 when something was lost, repeated or refused. */
async function bench(options: BenchOptions): Promise<void> {
  const figures = await figuresOf(options);
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  if (figures.faults.length > 0) process.exitCode = 1;
}

function figuresOf(options: BenchOptions): Promise<{ faults: string[] }> {
  if (options.flows !== null) return benchFlows(options.flows);
  return options.ussd === null ? benchSms(options) : benchUssd(options.ussd);
}

async function benchSms(options: BenchOptions): Promise<Figures | BacklogFigures> {
  const kit = await startKit();
  let gateway: GatewayHome | null = null;
  try {
    gateway = await prepareGateway({
      smscPort: kit.smscPort,
      sinkPort: kit.sinkPort,
      profile: options.profile,
    });
    return options.backlog
      ? await benchBacklog(kit, gateway, options)
      : await benchThroughput(kit, gateway.subject, options);
  } finally {
    gateway?.remove();
    await stopKit(kit);
  }
}

async function benchThroughput(kit: Kit, gateway: Subject, options: BenchOptions): Promise<Figures> {
  const turns = await runInTurns(kit, [floorSubject, gateway, ...kannels(options)], options, (name, turn) =>
    console.log(roundLine(name, turn)),
  );
  const figures = summariseTurns(turns);
  console.log(`\n${reportText(figures)}`);
  return figures;
}

async function benchBacklog(kit: Kit, gateway: GatewayHome, options: BenchOptions) {
  const figures = await measureBacklog(kit, gateway.subject, gateway.customer, options.backlogMessages);
  console.log(figures);
  return figures;
}

function kannels({ kannel }: BenchOptions): Subject[] {
  if (!kannel) return [];
  const missing = whyNoKannel();
  if (missing !== null) throw new Error(missing);
  return [kannelSubject('memory'), kannelSubject('durable')];
}

if (import.meta.main) {
  if (process.argv.includes('--help')) console.log(usage);
  else {
    await bench(readOptions(process.argv.slice(2))).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 2;
    });
  }
}
