import { GroupCommit } from './group-commit.ts';
import type { HotConnection } from './hot-connection.ts';
import {
  beginSessions,
  type Claimed,
  claimSessions,
  endSession,
  type HopRecord,
  insertSessions,
  letGoOfSession,
  type NewSession,
  noteAnswersSent,
  type SessionEnd,
  type SessionKey,
  saveHops,
} from './ussd-sessions.ts';

export type UssdSessionStoreDeps = {
  /**
   * For what need not be on disk before the application is asked. Its commits are not waited for: what they wrote is either
   * on disk with the hop's record, or of no use without it.
   */
  readonly hasty: HotConnection;
  /** For hops, which a subscriber is shown after. */
  readonly durable: HotConnection;
  /** For sessions with their first screens, so that neither kind waits for the other's disk. */
  readonly beginning: HotConnection;
  readonly node: () => number;
};

type Begun = { readonly session: NewSession; readonly hop: HopRecord };

/** So many rows in one statement. */
const MOST = 500;

/** Reads and writes sessions; what comes together goes in one statement. Rejects when the database cannot be asked. */
export class UssdSessionStore {
  readonly #deps: UssdSessionStoreDeps;
  readonly #claims: GroupCommit<SessionKey, Claimed | null>;
  readonly #inserts: GroupCommit<NewSession, boolean>;
  readonly #saves: GroupCommit<HopRecord, boolean>;
  readonly #begins: GroupCommit<Begun, boolean>;

  constructor(deps: UssdSessionStoreDeps) {
    this.#deps = deps;
    const { hasty, durable, beginning, node } = deps;
    this.#claims = new GroupCommit({
      flush: (keys) => claimSessions(hasty, node(), keys),
      delayMs: 0,
      maxWeight: MOST,
    });
    this.#inserts = new GroupCommit<NewSession, boolean>({
      flush: (sessions) => insertSessions(hasty, node(), sessions),
      delayMs: 0,
      maxWeight: MOST,
    });
    this.#saves = new GroupCommit({
      flush: (hops) => saveHops(durable, node(), hops),
      delayMs: 0,
      maxWeight: MOST,
    });
    this.#begins = new GroupCommit<Begun, boolean>({
      flush: (begun) => beginSessions(beginning, node(), begun),
      delayMs: 0,
      maxWeight: MOST,
    });
  }

  /** The latest session of a key, taken by this node if it is live and free. */
  claim(key: SessionKey): Promise<Claimed | null> {
    return this.#claims.add(key);
  }

  /** A session that is taken by this node, before its application is asked. @returns false when another node has begun it */
  insert(session: NewSession): Promise<boolean> {
    return this.#inserts.add(session);
  }

  /** A session with its first screen; settles when both are on disk. @returns false when another node has begun it */
  begin(session: NewSession, hop: HopRecord): Promise<boolean> {
    return this.#begins.add({ session, hop });
  }

  /** Settles when the hop is on disk. @returns false when the session is not this node's any more */
  save(hop: HopRecord): Promise<boolean> {
    return this.#saves.add(hop);
  }

  letGo(id: string): Promise<void> {
    return letGoOfSession(this.#deps.hasty, this.#deps.node(), id);
  }

  /** @returns false when it was over already */
  end(id: string, reason: SessionEnd, at: number): Promise<boolean> {
    return endSession(this.#deps.durable, id, reason, at);
  }

  /** Waits for what is being written, and says goodbye: every answer of this node has left it. */
  async stop(): Promise<void> {
    await Promise.all([this.#saves.drain(), this.#begins.drain()]);
    await noteAnswersSent(this.#deps.durable, this.#deps.node());
  }
}
