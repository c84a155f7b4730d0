import type { SessionOptions } from '@ujumbe/smpp';
import { startControl } from './control/server.ts';
import type { CallbackFailure } from './customer-app/callback-failures.ts';
import {
  type CallbackFilter,
  type ReceivedCallback,
  startCallbackSink,
} from './customer-app/callback-sink.ts';
import { startUssdApp, type UssdHop } from './customer-app/ussd-app.ts';
import type { UssdScript } from './customer-app/ussd-script.ts';
import { EventHub } from './events.ts';
import { Handsets, type Inbox, type InboxMode } from './handsets.ts';
import { seededRandom } from './seeded-random.ts';
import type { BehaviourChange, BehaviourTree } from './smsc/behaviour-set.ts';
import type { BehaviourSettings } from './smsc/behaviours/registry.ts';
import type { SmscCounters } from './smsc/counters.ts';
import type { BindState } from './smsc/link.ts';
import type { Mo, MoResult } from './smsc/mo.ts';
import { Smsc } from './smsc/smsc.ts';
import type { SubmitRecord } from './smsc/submit-log.ts';
import { type FrontSettings, type FrontState, UssdNetwork } from './ussd/network.ts';

export interface SimulatorOptions {
  /** Ports on 127.0.0.1; 0 or left out: the system chooses. */
  smscPort?: number;
  controlPort?: number;
  sinkPort?: number;
  ussdPort?: number;
  /** Passwords by system_id. Left out: any credentials may bind. */
  credentials?: Readonly<Record<string, string>>;
  /** Default `full`. `count` and `ids` are light enough for load tests: no texts, no submit log, no kept events. */
  inbox?: InboxMode;
  /** Whether the callback sink keeps callbacks (default) or only counts them. */
  callbacks?: 'full' | 'count';
  /** Receipts and MO outstanding per session, default 50. */
  window?: number;
  /** Timeouts of the SMSC's sessions, where a test needs other than the usual ones. */
  session?: Omit<SessionOptions, 'window'>;
  /** Pause before a receipt or MO that got a temporary error goes again, in milliseconds, default 1,000. */
  retryMs?: number;
  behaviours?: BehaviourSettings;
  ussdScript?: UssdScript;
  /** Operators' USSD platforms by name, each pointed at a connector of the gateway. */
  ussdFronts?: Readonly<Record<string, FrontSettings>>;
  /** Makes percentages repeatable. */
  seed?: number;
}

export interface SimulatorStats extends SmscCounters {
  /** Submits that reached handsets, messages shown and numbers seen. */
  handsets: { submits: number; messages: number; numbers: number };
  callbacks: { received: number; answeredOk: number };
}

export interface SimulatorState {
  smscPort: number;
  controlUrl: string;
  sinkUrl: string;
  ussdUrl: string;
  inboxMode: InboxMode;
  ussdFronts: FrontState[];
  binds: BindState[];
  /** deliver_sm waiting for a bind or window, sent without answer yet, and work that waits for its time. */
  pending: { waiting: number; unanswered: number; delayed: number };
  callbackFailure: CallbackFailure | null;
  stats: SimulatorStats;
}

/** The world outside a gateway: operator, phones and the customer's application, in one object. */
export interface Simulator {
  readonly smscPort: number;
  readonly controlUrl: string;
  /** Base address of the callback sink; any path below it is recorded. */
  readonly sinkUrl: string;
  readonly ussdUrl: string;
  readonly events: EventHub;
  /** Phones dialling codes into the gateway, as each operator would carry them. */
  readonly ussd: UssdNetwork;
  readonly stats: SimulatorStats;
  state(): SimulatorState;
  /** What the phone shows. */
  inbox(msisdn: string): Inbox;
  numbers(): string[];
  clearInboxes(): void;
  /** Submits as they arrived on the wire, newest last (inbox mode `full` only). */
  submits(to?: string): SubmitRecord[];
  sendMo(mo: Mo): Promise<MoResult>;
  callbacks(filter?: CallbackFilter): ReceivedCallback[];
  clearCallbacks(): void;
  failCallbacks(failure: CallbackFailure | null): void;
  ussdHops(): UssdHop[];
  setUssdScript(script: UssdScript): void;
  /** Makes the customer's USSD application misbehave; null is good again. */
  failUssdApp(failure: CallbackFailure | null): void;
  behaviours(): BehaviourTree;
  /** Changes some behaviours, globally or for destinations under a prefix; null takes one away. */
  setBehaviour(change: BehaviourChange, scope?: { prefix?: string }): void;
  /** Replaces all behaviours by an unchecked tree `{global, prefixes}`. Throws `InvalidInput`. */
  replaceBehaviours(tree: unknown): void;
  resetBehaviours(): void;
  /** Cuts connections now. Returns how many. */
  dropLinks(systemId?: string): number;
  stop(): Promise<void>;
}

const keptEvents = 1_000;
const keptSubmits = 20_000;

/** Starts everything on 127.0.0.1. Rejects, with nothing left running, when a port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const mode = options.inbox ?? 'full';
  const random = options.seed === undefined ? Math.random : seededRandom(options.seed);
  const events = new EventHub(mode === 'full' ? keptEvents : 0);
  const handsets = new Handsets({ mode });
  const smsc = new Smsc(
    {
      port: options.smscPort ?? 0,
      session: { ...options.session, window: options.window ?? 50 },
      retryMs: options.retryMs ?? 1_000,
      keepSubmits: keptSubmits,
      random,
      ...(options.credentials ? { credentials: options.credentials } : {}),
    },
    handsets,
    events,
    (pdu, systemId) => ussdNetwork.receive(pdu, systemId),
  );
  const ussdNetwork = new UssdNetwork(smsc, {
    onScreen: (msisdn, { at: _, ...moment }) => events.emit({ type: 'ussd-screen', msisdn, ...moment }),
    onRefused: (msisdn, front, why) => events.emit({ type: 'ussd-refused', msisdn, front, why }),
  });
  for (const [name, front] of Object.entries(options.ussdFronts ?? {})) ussdNetwork.addFront(name, front);
  if (options.behaviours) smsc.behaviours.change(options.behaviours);

  const stops: (() => Promise<void>)[] = [async () => ussdNetwork.close()];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.splice(0).map((end) => end()));
  };
  try {
    const smscPort = await smsc.listen();
    stops.push(() => smsc.close());
    const sink = await startCallbackSink({
      port: options.sinkPort ?? 0,
      record: options.callbacks ?? 'full',
      random,
      onCallback: (callback) => events.emit({ type: 'callback', callback }),
    });
    stops.push(() => sink.stop());
    const ussd = await startUssdApp({
      port: options.ussdPort ?? 0,
      random,
      ...(options.ussdScript ? { script: options.ussdScript } : {}),
      onHop: ({ request: { msisdn, sessionId, serviceCode, input }, answer }) =>
        events.emit({ type: 'ussd', msisdn, sessionId, serviceCode, input, answer }),
    });
    stops.push(() => ussd.stop());

    let controlUrl = '';
    const simulator: Simulator = {
      smscPort,
      get controlUrl() {
        return controlUrl;
      },
      sinkUrl: sink.url,
      ussdUrl: ussd.url,
      events,
      ussd: ussdNetwork,
      get stats() {
        return { ...smsc.counters, handsets: handsets.totals, callbacks: { ...sink.totals } };
      },
      state: () => ({
        smscPort,
        controlUrl,
        sinkUrl: sink.url,
        ussdUrl: ussd.url,
        inboxMode: mode,
        ussdFronts: ussdNetwork.fronts(),
        binds: smsc.binds(),
        pending: smsc.pending(),
        callbackFailure: sink.failure,
        stats: simulator.stats,
      }),
      inbox: (msisdn) => handsets.inbox(msisdn),
      numbers: () => handsets.numbers(),
      clearInboxes: () => {
        handsets.clear();
        smsc.log.clear();
      },
      submits: (to) => smsc.log.list(to),
      sendMo: (mo) => smsc.sendMo(mo),
      callbacks: (filter) => sink.callbacks(filter),
      clearCallbacks: () => sink.clear(),
      failCallbacks: (failure) => sink.fail(failure),
      ussdHops: () => ussd.hops(),
      setUssdScript: (script) => ussd.setScript(script),
      failUssdApp: (failure) => ussd.fail(failure),
      behaviours: () => smsc.behaviours.describe(),
      setBehaviour: (change, { prefix = '' } = {}) => smsc.behaviours.change(change, prefix),
      replaceBehaviours: (tree) => smsc.behaviours.replace(tree),
      resetBehaviours: () => smsc.behaviours.reset(),
      dropLinks: (systemId) => smsc.dropLinks(systemId),
      stop,
    };
    const control = await startControl(simulator, options.controlPort ?? 0);
    stops.push(() => control.stop());
    controlUrl = control.url;
    return simulator;
  } catch (error) {
    await stop();
    throw error;
  }
}
