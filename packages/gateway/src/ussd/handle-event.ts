import { setTimeout as sleep } from 'node:timers/promises';
import type { UssdPush } from '#core/connector.ts';
import type { Log } from '#core/log.ts';
import { storable } from '#core/storable.ts';
import type { HandleUssd, UssdEvent, UssdReply } from '#core/ussd.ts';
import type { UssdProfile } from '#core/ussd-profile.ts';
import { within } from '#core/within.ts';
import type { Claimed, SessionEnd, SessionKey, SessionRow } from '#store/ussd-sessions.ts';
import { ownScreen } from './app-screen.ts';
import {
  Conversation,
  type ConversationDeps,
  type Dialling,
  expiredScreen,
  type HopLimits,
  type HopMark,
} from './conversation.ts';
import { openMemory } from './memory.ts';
import { type OwnText, ownText } from './own-texts.ts';
import { type PushDialling, type Pushed, pushSession } from './push-session.ts';
import { type KnownSession, type Meaning, meaningOf } from './read-event.ts';
import { RecentSessions } from './recent-sessions.ts';
import { Turns } from './turns.ts';

type Known = KnownSession & {
  /** Whether this node may end it. */
  readonly mine: boolean;
  /** Whether its row says that this node is at it. */
  readonly taken: boolean;
};

export type UssdRoomDeps = Omit<ConversationDeps, 'recent'> & {
  readonly profileOf: (connectorId: number) => UssdProfile;
  readonly log: Pick<Log, 'warn' | 'error'>;
};

/** How often another node's hop is looked at, which this one waits for. */
const LOOK_AGAIN_MS = 25;

/**
 * What operators tell of sessions comes in here, and the next screen goes out. Every hop is written before its answer leaves, so
 * that any node can take the next one.
 */
export class UssdRoom {
  readonly #deps: UssdRoomDeps;
  readonly #recent: RecentSessions;
  readonly #conversation: Conversation;
  readonly #turns = new Turns();

  constructor(deps: UssdRoomDeps) {
    this.#deps = deps;
    this.#recent = new RecentSessions(deps.solitude);
    this.#conversation = new Conversation({ ...deps, recent: this.#recent });
  }

  /** Tells of a session that ended without anybody's word. */
  sayEnded(row: SessionRow, reason: SessionEnd): void {
    this.#conversation.sayEnded(row, reason);
  }

  readonly handle: HandleUssd = (connectorId, event) => {
    const profile = this.#deps.profileOf(event.reach?.connectorId ?? connectorId);
    const operatorSession = storable(event.session);
    const limits = this.#limitsOf(profile);
    const work = () =>
      this.#hop({ connectorId, operatorSession }, event, limits).catch((error: Error) => {
        this.#deps.log.error({ connector: connectorId, err: error }, 'a USSD hop failed inside');
        return apology(event, 'unavailable', profile);
      });
    const turn = this.#turns.take(`${connectorId} ${operatorSession}`, fingerprintOf(event), work);
    return within(turn, profile.hopSeconds * 1000, apology(event, 'unavailable', profile));
  };

  /**
   * Begins a session that a subscriber did not ask for. The application is asked as if the code had been dialled; what it has
   * to show is shown, and nothing where it fails: nobody waits for an apology.
   */
  push(connectorId: number, push: UssdPush, dialling: PushDialling): Promise<Pushed> {
    const limits = this.#limitsOf(this.#deps.profileOf(connectorId));
    const work = () => pushSession(this.#conversation, { ...dialling, connectorId, push }, limits);
    return this.#turns.take(`${connectorId} ${push.session}`, 'push', work);
  }

  /** Waits, but no longer than `ms` milliseconds, until no hop is under way. */
  async drain(ms: number): Promise<void> {
    const deadline = this.#deps.clock.monotonic() + ms;
    while (this.#turns.size > 0 && this.#deps.clock.monotonic() < deadline) await sleep(LOOK_AGAIN_MS);
  }

  /** Forgets what nobody has answered in time. */
  forgetExpired(): void {
    this.#recent.forgetExpired(this.#deps.clock.now());
  }

  /** Of a hop that has just come: it may wait for another one of its session, and that is part of its time. */
  #limitsOf(profile: UssdProfile): HopLimits {
    const arrivedAt = this.#deps.clock.monotonic();
    return { profile, arrivedAt, deadline: arrivedAt + profile.hopSeconds * 1000 };
  }

  async #hop(key: SessionKey, event: UssdEvent, limits: HopLimits): Promise<UssdReply | null> {
    const { store, clock } = this.#deps;
    const conversation = this.#conversation;
    const { profile, deadline } = limits;
    // The operator has been answered already.
    if (clock.monotonic() >= deadline && event.kind !== 'end') return apology(event, 'unavailable', profile);
    if (event.kind === 'end') {
      const known = this.#justWritten(key) ?? this.#known(await store.claim(key));
      if (known !== null && !known.row.ended) await conversation.cutShort(known.row, event.reason);
      return null;
    }
    const known = this.#justWritten(key) ?? this.#known(await this.#claim(key, deadline));
    const meaning = meaningOf(event, known);
    switch (meaning.kind) {
      case 'repetition':
        if (known?.taken) await store.letGo(known.row.id);
        return meaning.reply;
      case 'expired':
        if (known?.mine) await conversation.cutShort(known.row, 'timeout');
        return expiredScreen(profile);
      case 'begin':
        if (known?.mine) await conversation.cutShort(known.row, 'network');
        return this.#begin(diallingOf(event, meaning, key), event, limits);
      case 'entry': {
        const entry = entryText(meaning.text);
        return conversation.goOn(meaning.row, meaning.memory, entry, markOf(event, meaning), limits);
      }
    }
  }

  async #begin(dialling: Dialling, event: UssdEvent, limits: HopLimits): Promise<UssdReply | null> {
    const begun = await this.#conversation.begin(dialling, limits);
    // Whoever begins it has taken it: the same request waits for that one's answer.
    return begun === 'begun elsewhere' ? this.#hop(dialling, event, limits) : begun.reply;
  }

  /** What this node has just written itself, where no other can have gone on with it. */
  #justWritten(key: SessionKey): Known | null {
    const now = this.#deps.clock.now();
    const found = this.#recent.find(key, now);
    if (found === null) return null;
    return {
      ...found,
      live: true,
      mine: true,
      taken: false,
      quietMs: now - found.row.lastAt,
      answerLost: false,
    };
  }

  /** Takes the session, waiting for another node that is at it. */
  async #claim(key: SessionKey, deadline: number): Promise<Claimed | null> {
    const { store, clock } = this.#deps;
    for (;;) {
      const claimed = await store.claim(key);
      if (claimed === null || claimed.mine || claimed.session.ended || clock.monotonic() > deadline)
        return claimed;
      await sleep(LOOK_AGAIN_MS);
    }
  }

  #known(claimed: Claimed | null): Known | null {
    if (claimed === null) return null;
    const { session: row, mine, answerLost } = claimed;
    const now = this.#deps.clock.now();
    return {
      row,
      live: mine && now < row.expiresAt,
      mine,
      taken: mine,
      memory: openMemory(this.#deps.sealer, row.id, row.memory),
      quietMs: now - row.lastAt,
      answerLost,
    };
  }
}

function diallingOf(event: UssdEvent, meaning: Meaning & { kind: 'begin' }, key: SessionKey): Dialling {
  const { msisdn, network, reach } = event;
  const { dialled, entries } = meaning;
  return { ...key, msisdn, network, dialled, entries, reach, mark: markOf(event, meaning) };
}

function markOf({ step }: UssdEvent, { operatorText }: { readonly operatorText: string | null }): HopMark {
  return { step, operatorText };
}

/** Entries are told as they were typed; only the end of the line is not part of them. */
function entryText(text: string): string {
  return storable(text.replace(/^[\r\n]+|[\r\n]+$/g, ''));
}

function fingerprintOf(event: UssdEvent): string {
  switch (event.kind) {
    case 'end':
      return 'end';
    case 'begin':
      return `begin ${event.step ?? ''} ${event.dialled}`;
    case 'continue':
    case 'either':
      return `entry ${event.step ?? ''} ${event.text}`;
    case 'accumulated':
      return `all ${event.text}`;
  }
}

function apology(event: UssdEvent, text: OwnText, profile: UssdProfile): UssdReply | null {
  return event.kind === 'end' ? null : ownScreen(ownText(text, profile.language), profile);
}
