import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#core/clock.ts';
import type { UssdPush } from '#core/connector.ts';
import type { Log } from '#core/log.ts';
import type { Sealer } from '#core/sealing.ts';
import { storable } from '#core/storable.ts';
import type { HandleUssd, UssdEvent, UssdReply } from '#core/ussd.ts';
import type { UssdProfile } from '#core/ussd-profile.ts';
import { within } from '#core/within.ts';
import type { UssdSessionStore } from '#store/ussd-session-store.ts';
import type { Claimed, SessionKey } from '#store/ussd-sessions.ts';
import type { Conversation, Dialling, HopMark } from './conversation.ts';
import { openMemory } from './memory.ts';
import { type OwnText, ownText } from './own-texts.ts';
import { type PushDialling, type Pushed, pushSession } from './push-session.ts';
import { type KnownSession, type Meaning, meaningOf } from './read-event.ts';
import { Turns } from './turns.ts';

export type UssdRoomDeps = {
  readonly store: UssdSessionStore;
  readonly sealer: Sealer;
  readonly conversation: Conversation;
  readonly profileOf: (connectorId: number) => UssdProfile;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error'>;
};

/** How often another node's hop is looked at, which this one waits for. */
const LOOK_AGAIN_MS = 25;

/**
 * What operators tell of sessions comes in here, and the next screen goes out. Every hop reads the session's row and writes it
 * before its answer leaves, so that any node can take the next one.
 */
export class UssdRoom {
  readonly #deps: UssdRoomDeps;
  readonly #turns = new Turns();

  constructor(deps: UssdRoomDeps) {
    this.#deps = deps;
  }

  /** Hops that are under way on this node. */
  get underWay(): number {
    return this.#turns.size;
  }

  readonly handle: HandleUssd = (connectorId, event) => {
    const profile = this.#deps.profileOf(event.reach?.connectorId ?? connectorId);
    const operatorSession = storable(event.session);
    const work = () =>
      this.#hop(connectorId, operatorSession, event, profile).catch((error: Error) => {
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
    const { conversation, clock, profileOf } = this.#deps;
    const profile = profileOf(connectorId);
    const arrivedAt = clock.monotonic();
    const limits = { profile, arrivedAt, deadline: arrivedAt + profile.hopSeconds * 1000 };
    const work = () => pushSession(conversation, { ...dialling, connectorId, push }, limits);
    return this.#turns.take(`${connectorId} ${push.session}`, 'push', work);
  }

  async #hop(
    connectorId: number,
    operatorSession: string,
    event: UssdEvent,
    profile: UssdProfile,
  ): Promise<UssdReply | null> {
    const { store, clock, conversation } = this.#deps;
    const arrivedAt = clock.monotonic();
    const deadline = arrivedAt + profile.hopSeconds * 1000;
    const limits = { profile, arrivedAt, deadline };
    if (event.kind === 'end') {
      const claimed = await store.claim({ connectorId, operatorSession });
      if (claimed !== null && !claimed.session.ended)
        await conversation.cutShort(claimed.session, event.reason);
      return null;
    }
    const claimed = await this.#claim(connectorId, operatorSession, deadline);
    const known = claimed === null ? null : this.#known(claimed);
    const meaning = meaningOf(event, known);
    switch (meaning.kind) {
      case 'repetition':
        if (claimed?.mine) await store.letGo(claimed.session.id);
        return meaning.reply;
      case 'expired':
        if (claimed?.mine) await conversation.cutShort(claimed.session, 'timeout');
        return { action: 'end', text: profile.expired ?? ownText('expired', profile.language) };
      case 'begin':
        if (claimed?.mine) await conversation.cutShort(claimed.session, 'network');
        return (
          await conversation.begin(diallingOf(event, meaning, { connectorId, operatorSession }), limits)
        ).reply;
      case 'entry': {
        const entry = entryText(meaning.text);
        return conversation.goOn(meaning.row, meaning.memory, entry, markOf(event, meaning), limits);
      }
    }
  }

  /** Takes the session, waiting for another node that is at it. */
  async #claim(connectorId: number, operatorSession: string, deadline: number): Promise<Claimed | null> {
    const { store, clock } = this.#deps;
    for (;;) {
      const claimed = await store.claim({ connectorId, operatorSession });
      if (claimed === null || claimed.mine || claimed.session.ended || clock.monotonic() > deadline)
        return claimed;
      await sleep(LOOK_AGAIN_MS);
    }
  }

  #known({ session, mine, answerLost }: Claimed): KnownSession {
    const now = this.#deps.clock.now();
    return {
      row: session,
      live: mine && now < session.expiresAt,
      memory: openMemory(this.#deps.sealer, session.id, session.memory),
      quietMs: now - session.lastAt,
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
  return event.kind === 'end' ? null : { action: 'end', text: ownText(text, profile.language) };
}
