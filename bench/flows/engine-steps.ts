import { readFileSync } from 'node:fs';
import { type Flow, prepareFlow, type RunState, step } from '@ujumbe/flows';

/** What `--flows` tells of the engine, on one core. */
export type EngineFigures = {
  /** Steps a second of CPU time: a menu answered, and the next one laid out. */
  engine_steps_per_s: number;
  /** Times that a state of such a run can be written as JSON and read back meanwhile: what keeping it costs at the least. */
  json_round_trips_per_s: number;
  engine_steps_per_json_round_trip: number;
};

const entries = ['2', '1', '2', '3', '1', '3', '2'];
const warmUpMs = 1000;

/** Plays the shipped request for support over USSD, again and again, in turns with writing and reading its state. */
export function measureEngine(turns: number, turnMs: number): EngineFigures {
  const flow = prepareFlow(shippedFlow('support-request'), {});
  const states: RunState[] = [];
  const play = () => {
    const facts = { reference: 'BEN-CH2', msisdn: '254700000001', country: 'KE', contact: {}, params: {} };
    const now = { now: 1_790_000_000_000 };
    let { state } = step(flow, null, { type: 'start', channel: 'ussd', language: null, facts }, now);
    for (const text of entries) {
      states.push(state);
      state = step(flow, state, { type: 'input', text }, now).state;
    }
    if (state.outcome !== 'completed') throw new Error(`The flow ended as ${state.outcome}, not completed.`);
    return entries.length + 1;
  };
  let next = 0;
  const keep = () => {
    JSON.parse(JSON.stringify(states[next++ % entries.length]));
    return 1;
  };
  perSecond(play, warmUpMs);
  states.splice(entries.length);
  perSecond(keep, warmUpMs);
  const steps: number[] = [];
  const trips: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    steps.push(perSecond(play, turnMs));
    states.splice(entries.length);
    trips.push(perSecond(keep, turnMs));
  }
  const engine = median(steps);
  const json = median(trips);
  return {
    engine_steps_per_s: Math.round(engine),
    json_round_trips_per_s: Math.round(json),
    engine_steps_per_json_round_trip: Number((engine / json).toFixed(2)),
  };
}

/** A flow that is shipped with the project. */
export function shippedFlow(name: string): Flow {
  const file = new URL(`../../packages/flows/examples/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Flow;
}

/** How often work is done a second of CPU time of this process. */
function perSecond(work: () => number, ms: number): number {
  const start = process.cpuUsage();
  const end = performance.now() + ms;
  let done = 0;
  while (performance.now() < end) done += work();
  const { user, system } = process.cpuUsage(start);
  return (done * 1e6) / (user + system);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
