import { createServer, type Server, type Socket } from 'node:net';
import {
  type BindPdu,
  CommandStatus,
  commandStatusName,
  type PduInput,
  type RequestPdu,
  Session,
  type SessionOptions,
} from '@ujumbe/smpp';
import type { EventHub } from '../events.ts';
import type { Handsets } from '../handsets.ts';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';
import { BehaviourSet } from './behaviour-set.ts';
import { newCounters, type SmscCounters } from './counters.ts';
import { Delays } from './delays.ts';
import type { BindState, Link } from './link.ts';
import { messageNumbers } from './message-ids.ts';
import { buildMo, type Mo, type MoResult } from './mo.ts';
import { Outbox } from './outbox.ts';
import { answerQuery } from './query.ts';
import { type SubmitDeps, type TakeUssd, takeSubmit } from './submit.ts';
import { SubmitLog } from './submit-log.ts';

export interface SmscOptions {
  /** 0 = the system chooses. */
  port: number;
  /** Passwords by system_id. Left out: any credentials are good. */
  credentials?: Readonly<Record<string, string>>;
  session: SessionOptions;
  /** Pause before a deliver_sm that got a temporary error goes again, in milliseconds. */
  retryMs: number;
  /** Submits kept in `log`, where the handsets keep messages. */
  keepSubmits: number;
  random: () => number;
}

/**
 * A mobile operator's message centre: takes binds and submits, sends receipts and MO. It stands directly on sessions,
 * not on a guarded server, because it must let anything in and must be able to write below a session.
 */
export class Smsc {
  readonly behaviours: BehaviourSet;
  readonly counters: SmscCounters = newCounters();
  readonly log: SubmitLog;
  readonly #options: SmscOptions;
  readonly #events: EventHub;
  readonly #delays = new Delays();
  readonly #server: Server;
  readonly #deps: SubmitDeps;
  readonly #sessions = new Map<Session, Socket>();
  readonly #links = new Map<Session, Link>();
  readonly #outboxes = new Map<string, Outbox>();
  /** MO for no bind in particular, waiting for the first one that can receive. */
  #unclaimed: ((outbox: Outbox) => void)[] = [];
  #moReference: number;

  constructor(options: SmscOptions, handsets: Handsets, events: EventHub, takeUssd: TakeUssd) {
    this.#options = options;
    this.#events = events;
    this.behaviours = new BehaviourSet({ random: options.random, now: () => performance.now() });
    this.log = new SubmitLog(options.keepSubmits);
    this.#moReference = Math.floor(options.random() * 256);
    this.#deps = {
      behaviours: this.behaviours,
      handsets,
      takeUssd,
      log: this.log,
      events,
      counters: this.counters,
      delays: this.#delays,
      nextNumber: messageNumbers(Date.now()),
    };
    this.#server = createServer({ noDelay: true }, (socket) => this.#connect(socket));
  }

  /** Begins to listen on 127.0.0.1; resolves with the port. */
  listen(): Promise<number> {
    return listenOnLoopback(this.#server, this.#options.port, 'SMSC');
  }

  /** Cuts all links and ends. Delayed answers and receipts that are still waiting are forgotten. */
  async close(): Promise<void> {
    this.#delays.stop();
    const closed = closeServer(this.#server);
    for (const session of [...this.#sessions.keys()]) session.destroy('the simulator stopped');
    await closed;
  }

  /** Cuts the connections of every bind, or of one system_id, without a word. Returns how many. */
  dropLinks(systemId?: string): number {
    let dropped = 0;
    for (const { session, bind } of [...this.#links.values()]) {
      if (systemId !== undefined && bind.systemId !== systemId) continue;
      dropped += 1;
      this.counters.linksDropped += 1;
      session.destroy('the simulator dropped the link');
    }
    return dropped;
  }

  binds(): BindState[] {
    return [...this.#links.values()].map(({ bind }) => ({ ...bind }));
  }

  /** Receipts and MO that have not been answered yet, and answers and receipts that wait for their time. */
  pending(): { waiting: number; unanswered: number; delayed: number } {
    const pending = { waiting: this.#unclaimed.length, unanswered: 0, delayed: this.#delays.waiting };
    for (const outbox of this.#outboxes.values()) {
      pending.waiting += outbox.waiting;
      pending.unanswered += outbox.unanswered;
    }
    return pending;
  }

  /** Delivers a subscriber's message; waits, as long as it takes, for a bind and for its answers. */
  async sendMo(mo: Mo): Promise<MoResult> {
    this.#moReference += 1;
    const pdus = buildMo(mo, this.#moReference, this.#options.random);
    const outbox = mo.binding === undefined ? await this.#anyReceiver() : this.#outboxOf(mo.binding);
    const statuses = await Promise.all(pdus.map((pdu) => deliver(pdu, outbox)));
    if (mo.duplicate) statuses.push(...(await Promise.all(pdus.map((pdu) => deliver(pdu, outbox)))));
    const refused = statuses.find((status) => status !== 0);
    if (refused === undefined) this.counters.moAccepted += 1;
    else this.counters.moGivenUp += 1;
    const { from, to, text } = mo;
    const status = commandStatusName(refused ?? 0);
    this.#events.emit({ type: 'mo', systemId: outbox.systemId, from, to, text, status });
    return {
      state: refused === undefined ? 'accepted' : 'refused',
      parts: pdus.length,
      answers: statuses.map(commandStatusName),
    };
  }

  /** Whether a bind of this system_id takes deliver_sm now. */
  isReceiving(systemId: string): boolean {
    return this.#outboxes.get(systemId)?.receiving ?? false;
  }

  /** Sends a hop of USSD, once; resolves with the status of its answer, ESME_RSYSERR when none came. */
  deliver(systemId: string, pdu: PduInput<'deliver_sm'>): Promise<number> {
    return new Promise((resolve) => this.#outboxOf(systemId).push(pdu, resolve, 1));
  }

  #connect(socket: Socket): void {
    const session = new Session(socket, 'smsc', this.#options.session, {
      onBind: (pdu, from) => this.#onBind(pdu, from),
      onRequest: (pdu, from) => this.#onRequest(pdu, from),
      onDrain: (from) => this.#links.get(from)?.outbox.flush(),
      onClose: (reason, from) => this.#onClose(reason.message, from),
    });
    this.#sessions.set(session, socket);
  }

  #onBind(pdu: BindPdu, session: Session): void {
    const { systemId } = pdu;
    const status = this.behaviours.statusForBind(systemId) || this.#checkCredentials(pdu);
    if (status !== 0) {
      this.counters.bindsRefused += 1;
      session.refuseBind(pdu, status);
      this.#events.emit({ type: 'bind-refused', systemId, status: commandStatusName(status) });
      return;
    }
    const socket = this.#sessions.get(session);
    if (!socket) return;
    session.acceptBind(pdu, 'ujumbe-sim');
    this.counters.binds += 1;
    const mode = pdu.command.slice('bind_'.length);
    const remote = `${session.remoteAddress}:${session.remotePort}`;
    const outbox = this.#outboxOf(systemId);
    const bind: BindState = { systemId, mode, remote, since: new Date().toISOString() };
    this.#links.set(session, { session, socket, outbox, bind });
    this.#events.emit({ type: 'bind', systemId, mode, remote });
    if (pdu.command === 'bind_transmitter') return;
    outbox.attach(session);
    for (const claim of this.#unclaimed.splice(0)) claim(outbox);
  }

  #checkCredentials({ systemId, password }: BindPdu): number {
    const { credentials } = this.#options;
    if (!credentials) return CommandStatus.ESME_ROK;
    if (!Object.hasOwn(credentials, systemId)) return CommandStatus.ESME_RINVSYSID;
    return credentials[systemId] === password ? CommandStatus.ESME_ROK : CommandStatus.ESME_RINVPASWD;
  }

  #onRequest(pdu: RequestPdu, session: Session): void {
    const link = this.#links.get(session);
    if (!link) return;
    switch (pdu.command) {
      case 'submit_sm':
      case 'data_sm':
        takeSubmit(pdu, link, this.#deps);
        return;
      case 'query_sm':
        answerQuery(pdu, session, this.log);
        return;
      case 'cancel_sm':
        session.respond(pdu, { status: CommandStatus.ESME_RCANCELFAIL });
        return;
      case 'replace_sm':
        session.respond(pdu, { status: CommandStatus.ESME_RREPLACEFAIL });
        return;
      default:
        session.nack(pdu.sequence, CommandStatus.ESME_RINVCMDID);
    }
  }

  #onClose(reason: string, session: Session): void {
    this.#sessions.delete(session);
    const link = this.#links.get(session);
    if (!link) return;
    this.#links.delete(session);
    link.outbox.detach(session);
    this.#events.emit({ type: 'unbind', systemId: link.bind.systemId, reason });
  }

  #anyReceiver(): Outbox | Promise<Outbox> {
    for (const outbox of this.#outboxes.values()) if (outbox.receiving) return outbox;
    return new Promise((resolve) => this.#unclaimed.push(resolve));
  }

  #outboxOf(systemId: string): Outbox {
    let outbox = this.#outboxes.get(systemId);
    if (!outbox) {
      const options = { retryMs: this.#options.retryMs, maxAttempts: 1_000 };
      outbox = new Outbox(systemId, options, this.#delays, this.counters);
      this.#outboxes.set(systemId, outbox);
    }
    return outbox;
  }
}

function deliver(pdu: PduInput<'deliver_sm'>, outbox: Outbox): Promise<number> {
  return new Promise((resolve) => outbox.push(pdu, resolve));
}
