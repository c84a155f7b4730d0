import type { Clock } from '#core/clock.ts';
import type { Directory, UssdApp, UssdCode } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { Sealer } from '#core/sealing.ts';
import type { UssdReach, UssdReply } from '#core/ussd.ts';
import type { UssdProfile } from '#core/ussd-profile.ts';
import { matchCode, readDialled, writeCode } from '#routing/ussd-route.ts';
import type { UssdSessionStore } from '#store/ussd-session-store.ts';
import type { HopRecord, NewSession, SessionEnd, SessionKey, SessionRow } from '#store/ussd-sessions.ts';
import { appScreen, ownScreen } from './app-screen.ts';
import type { AppAnswer, AppHop, AskApp } from './apps/app.ts';
import { appSession, type Told } from './apps/app-session.ts';
import { directDial } from './direct-dial.ts';
import { type SessionMemory, sealMemory } from './memory.ts';
import { ownText } from './own-texts.ts';
import type { RecentSessions } from './recent-sessions.ts';
import { NEXT_PAGE } from './screen.ts';
import { subscriberOf } from './subscriber.ts';
import { keptCode, transcriptOf } from './transcript.ts';

/** What is counted of a hop. */
export type HopFacts = {
  readonly connectorId: number;
  /** `ok`, `lenient`, `page`, or why it was apologised. */
  readonly outcome: string;
  readonly overrun: 'no' | 'paged' | 'cut' | 'refused';
  /** Milliseconds the application took. */
  readonly appMs: number;
  /** Milliseconds the gateway itself took, from the hop's arrival to its record on disk. */
  readonly addedMs: number;
};

export type ConversationDeps = {
  readonly store: UssdSessionStore;
  readonly recent: RecentSessions;
  /** A number while no other node acts on the database, else null. */
  readonly solitude: () => number | null;
  readonly sealer: Sealer;
  readonly directory: () => Directory;
  readonly ask: Readonly<Record<UssdApp['kind'], AskApp>>;
  /** Tells an application of the end of a session that it did not end itself. */
  readonly tellEnd: (hop: AppHop, reason: SessionEnd) => void;
  readonly newSessionId: () => string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly observe?: (hop: HopFacts) => void;
  readonly observeEnd?: (reason: SessionEnd) => void;
};

/** How one hop is recognised when it comes again. */
export type HopMark = { readonly step: string | null; readonly operatorText: string | null };

export type Dialling = SessionKey & {
  /** As the operator wrote them. */
  readonly msisdn: string;
  readonly network: string | null;
  readonly dialled: string;
  /** Entries that follow the code as if they were typed one by one. */
  readonly entries: readonly string[];
  readonly reach?: UssdReach | undefined;
  readonly mark: HopMark;
  /** Whether we begin it, and not a subscriber. */
  readonly pushed?: boolean;
};

/** What came of dialling. `session` is null where nothing was begun; `failed` when the application had nothing to show. */
export type Begun = {
  readonly reply: UssdReply;
  readonly session: SessionRow | null;
  readonly failed: boolean;
};

/** What bounds a hop; times are monotonic. */
export type HopLimits = {
  readonly profile: UssdProfile;
  readonly arrivedAt: number;
  readonly deadline: number;
};

/** Kept of a hop's time for writing it down. */
const RESERVE_MS = 300;
const NOTIFY_MS = 10_000;
const noScreen = { maxSeptets: 0, maxUcs2: 0 };

type Asked = { readonly answer: AppAnswer; readonly inputs: readonly string[]; readonly appMs: number };

type Written = { readonly reply: UssdReply; readonly end: SessionEnd | null };

type Hop = HopLimits & {
  readonly row: SessionRow;
  readonly told: Told;
  readonly app: UssdApp;
  readonly mark: HopMark;
  /** Null for the first screen. */
  readonly entry: string | null;
  /** A session whose row is still to be made. */
  readonly unwritten: NewSession | null;
};

/** Leads sessions: finds the application of a code, asks it hop by hop, and writes each hop before its screen is shown. */
export class Conversation {
  readonly #deps: ConversationDeps;
  /** Applications whose failure was logged; told once, not for each subscriber. */
  readonly #failing = new Set<number>();

  constructor(deps: ConversationDeps) {
    this.#deps = deps;
  }

  /** A subscriber dialled. A code that leads nowhere makes no session; one that another node has just begun is left to it. */
  async begin(dialling: Dialling, limits: HopLimits): Promise<Begun | 'begun elsewhere'> {
    const { profile } = limits;
    const { connectorId, reach } = dialling;
    const subscriber = subscriberOf(dialling.msisdn, dialling.network, profile);
    const parts = readDialled(dialling.dialled);
    const at = reach === undefined ? connectorId : reach.connectorId;
    const { ussdApps } = this.#deps.directory();
    const mayReach = ({ appId }: UssdCode) =>
      reach === undefined || reach.accountId === null || ussdApps.get(appId)?.accountId === reach.accountId;
    const match = parts && matchCode(this.#deps.directory(), at, parts, subscriber.msisdn, mayReach);
    const app = match && ussdApps.get(match.code.appId);
    if (!parts || !match || !app) {
      return unbegun(profile.invalidCode ?? ownText('invalidCode', profile.language), profile);
    }
    if (!this.#mayServe(app)) return unbegun(ownText('unavailable', app.language), profile);
    const { code, beyond } = match;
    const { inputs, later } = directDial(code, beyond, dialling.entries);
    const now = this.#deps.clock.now();
    const dialled = writeCode(parts);
    const told = { dialled, serviceCode: code.directDial === 'ignore' ? dialled : code.code };
    const kept = keptCode(app, code.code, beyond);
    const row: SessionRow = {
      id: this.#deps.newSessionId(),
      connectorId,
      operatorSession: dialling.operatorSession,
      accountId: app.accountId,
      appId: app.id,
      msisdn: subscriber.msisdn,
      dialled: kept,
      serviceCode: code.directDial === 'ignore' ? kept : code.code,
      network: subscriber.network,
      networkCode: subscriber.networkCode,
      hops: 0,
      memory: null,
      startedAt: now,
      lastAt: now,
      expiresAt: expiryOf(now, now, profile),
      ended: false,
    };
    const fresh = { ...row, pushed: dialling.pushed ?? false };
    const isAlone = this.#deps.solitude() !== null;
    // Another node that is asked the same at the same time finds the session, and waits.
    if (!isAlone && !(await this.#deps.store.insert(fresh))) return 'begun elsewhere';
    const hop: Hop = {
      ...limits,
      row,
      told,
      app,
      mark: dialling.mark,
      entry: null,
      unwritten: isAlone ? fresh : null,
    };
    const { reply, end } = await this.#conclude(hop, await this.#askInTurn(hop, inputs, later, null));
    return { reply, session: row, failed: end !== null && end !== 'complete' };
  }

  /** The subscriber answered the last screen. */
  async goOn(
    row: SessionRow,
    memory: SessionMemory,
    entry: string,
    mark: HopMark,
    limits: HopLimits,
  ): Promise<UssdReply> {
    const app = this.#deps.directory().ussdApps.get(row.appId);
    if (app === undefined || !this.#mayServe(app)) {
      await this.cutShort(row, 'failed');
      return ownScreen(ownText('unavailable', app?.language ?? limits.profile.language), limits.profile);
    }
    const hop: Hop = { ...limits, row, told: memory, app, mark, entry, unwritten: null };
    const isPage = entry.trim() === NEXT_PAGE && memory.pages.length > 0;
    const asked = isPage ? null : await this.#askInTurn(hop, [...memory.inputs, entry], [], memory.app);
    const { reply } = await (asked === null ? this.#turnPage(hop, memory) : this.#conclude(hop, asked));
    return reply;
  }

  /** Ends a session from without. */
  async cutShort(row: SessionRow, reason: SessionEnd): Promise<void> {
    const { store, clock } = this.#deps;
    this.#deps.recent.forget(row);
    if (await store.end(row.id, reason, clock.now())) this.sayEnded(row, reason);
  }

  /** Counts a session that ended without its application, and tells that where it wants to know. */
  sayEnded(row: SessionRow, reason: SessionEnd): void {
    this.#deps.observeEnd?.(reason);
    this.#deps.recent.forget(row);
    const app = this.#deps.directory().ussdApps.get(row.appId);
    if (app === undefined) return;
    const hop = {
      app,
      session: appSession(row),
      inputs: [],
      state: null,
      dialled: false,
      screen: noScreen,
      withinMs: NOTIFY_MS,
    };
    this.#deps.tellEnd(hop, reason);
  }

  #mayServe({ enabled, accountId }: UssdApp): boolean {
    return enabled && this.#deps.directory().accounts.get(accountId)?.active === true;
  }

  /** Asks once, and once more for each entry that was dialled with the code: only the last answer is shown. */
  async #askInTurn(
    { app, row, told, profile, deadline }: Hop,
    first: readonly string[],
    later: readonly string[],
    state: unknown,
  ): Promise<Asked> {
    const { clock, ask } = this.#deps;
    const startedAt = clock.monotonic();
    let inputs = first;
    let left = state;
    for (let next = 0; ; next++) {
      const withinMs = Math.min(profile.appSeconds * 1000, deadline - clock.monotonic() - RESERVE_MS);
      const answer: AppAnswer =
        withinMs > 0
          ? await ask[app.kind]({
              app,
              session: appSession(row, told),
              inputs,
              state: left,
              dialled: next > 0,
              screen: profile,
              withinMs,
            })
          : { kind: 'failed', reason: 'timeout', detail: 'no time was left to ask' };
      const entry = later[next];
      if (entry === undefined || answer.kind === 'failed' || answer.reply.action === 'end') {
        return { answer, inputs, appMs: clock.monotonic() - startedAt };
      }
      inputs = [...inputs, entry];
      left = answer.state;
    }
  }

  async #conclude(hop: Hop, { answer, inputs, appMs }: Asked): Promise<Written> {
    this.#noteHealth(hop.app, answer);
    const { reply, pages, lastAction, outcome, overrun, failed } = appScreen(answer, hop.app, hop.profile);
    return this.#write(hop, {
      reply,
      outcome,
      end: reply.action === 'con' ? null : failed ? 'failed' : 'complete',
      appMs,
      overrun,
      log: [...(answer.logs ?? []), ...(answer.kind === 'failed' ? [answer.detail] : [])],
      memory: { inputs, pages, lastAction, app: answer.kind === 'reply' ? answer.state : null },
    });
  }

  #turnPage(hop: Hop, memory: SessionMemory): Promise<Written> {
    const [text = '', ...pages] = memory.pages;
    const reply: UssdReply = { action: pages.length > 0 ? 'con' : memory.lastAction, text };
    return this.#write(hop, {
      reply,
      outcome: 'page',
      end: reply.action === 'end' ? 'complete' : null,
      appMs: 0,
      overrun: 'no',
      log: [],
      memory: { ...memory, pages },
    });
  }

  /** The screen leaves when it is on disk: a subscriber never answers a menu that nobody remembers. */
  async #write(
    { row, told, app, profile, arrivedAt, mark, entry, unwritten }: Hop,
    hop: Omit<HopFacts, 'connectorId' | 'addedMs'> & {
      readonly end: SessionEnd | null;
      readonly reply: UssdReply;
      readonly log: readonly string[];
      readonly memory: Pick<SessionMemory, 'inputs' | 'pages' | 'lastAction' | 'app'>;
    },
  ): Promise<Written> {
    const { store, recent, sealer, clock, observe, observeEnd } = this.#deps;
    const { reply, end, memory, log, ...facts } = hop;
    const now = clock.now();
    // After the end only what tells a repetition is remembered.
    const kept = end === null ? memory : { inputs: [], pages: [], lastAction: reply.action, app: null };
    const { dialled, serviceCode } = end === null ? told : row;
    const remembered = { ...kept, ...mark, dialled, serviceCode, lastEntry: entry, reply };
    const record: HopRecord = {
      id: row.id,
      hop: row.hops + 1,
      at: now,
      memory: sealMemory(sealer, row.id, remembered),
      expiresAt: expiryOf(row.startedAt, now, profile),
      end,
      ...transcriptOf(app, entry, reply, log),
      action: reply.action,
      outcome: facts.outcome,
      appMs: Math.round(facts.appMs),
    };
    recent.forget(row);
    const saved = await (unwritten === null ? store.save(record) : store.begin(unwritten, record));
    if (saved && end === null) {
      const { hop: hops, expiresAt } = record;
      recent.remember(
        { ...row, hops, expiresAt, lastAt: now, memory: null },
        remembered,
        record.memory?.length ?? 0,
      );
    }
    const addedMs = clock.monotonic() - arrivedAt - facts.appMs;
    observe?.({ connectorId: row.connectorId, addedMs, ...facts });
    if (saved && end !== null) observeEnd?.(end);
    if (saved) return { reply, end };
    return { reply: expiredScreen(profile), end: 'network' };
  }

  #noteHealth(app: UssdApp, answer: AppAnswer): void {
    if (answer.kind === 'reply') {
      this.#failing.delete(app.id);
    } else if (!this.#failing.has(app.id)) {
      this.#failing.add(app.id);
      this.#deps.log.warn(
        // What a script says of its failure may quote what was typed.
        { app: app.name, reason: answer.reason, ...(app.kind === 'http' ? { detail: answer.detail } : {}) },
        'a USSD application fails; subscribers are asked to try again later',
      );
    }
  }
}

function unbegun(text: string, profile: UssdProfile): Begun {
  return { reply: ownScreen(text, profile), session: null, failed: false };
}

/** For an answer to a session that is over. */
export function expiredScreen(profile: UssdProfile): UssdReply {
  return ownScreen(profile.expired ?? ownText('expired', profile.language), profile);
}

function expiryOf(startedAt: number, now: number, { idleSeconds, absoluteSeconds }: UssdProfile): number {
  return Math.min(now + idleSeconds * 1000, startedAt + absoluteSeconds * 1000);
}
