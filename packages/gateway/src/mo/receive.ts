import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { CallbackJob } from '#callbacks/job.ts';
import type { OptOuts } from '#contacts/opt-outs.ts';
import { readStopRequest, type StopRequest } from '#contacts/stop-words.ts';
import type { Clock } from '#core/clock.ts';
import type { InboundMo } from '#core/connector.ts';
import type { Directory, MoRoute } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import type { Log } from '#core/log.ts';
import { foldAddress, matchMo } from '#routing/mo-match.ts';
import { networkOf } from '#routing/number-plan.ts';
import type { ConversationKey } from '#store/flow-runs.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import {
  addMoPart,
  forgetSeenMo,
  type NewMo,
  type PartKey,
  readMoParts,
  type StoredMo,
  staleMoParts,
  storeMo,
} from '#store/mo.ts';
import { addOptOut, type OptOutWish, removeOptOut } from '#store/opt-outs.ts';
import { apart, inTransaction } from '#store/transaction.ts';
import { joinMoParts } from './join.ts';

export type MoDeps = {
  readonly connection: HotConnection;
  readonly pool: pg.Pool;
  readonly directory: () => Directory;
  readonly optOuts: OptOuts;
  readonly node: () => number;
  readonly clock: Clock;
  readonly log: Log;
  readonly offerCallbacks: (jobs: CallbackJob[]) => void;
  /** An MO of a conversation that a flow is to take in is on disk. */
  readonly onFlowInput: (conversation: ConversationKey) => void;
};

type StopWish = StopRequest & OptOutWish;

type Whole = Omit<InboundMo, 'concat'> & { readonly parts: PartKey | null; readonly incomplete: boolean };

/** E.164 digits: whoever can be sent to. */
const NUMBER = /^[1-9]\d{0,14}$/;

/** How long the parts of a long MO wait for each other. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Takes MO in: joins parts, finds whose they are, stores them with the callback they owe. A repetition is dropped, and an MO
 * that belongs to nobody is kept for people to see. Settles when it is on disk.
 */
export class MoIntake {
  readonly #deps: MoDeps;

  constructor(deps: MoDeps) {
    this.#deps = deps;
  }

  async receive(mo: InboundMo): Promise<void> {
    const { concat, ...rest } = mo;
    if (concat === null) return this.#store({ ...rest, parts: null, incomplete: false });
    const key: PartKey = {
      connectorId: mo.connectorId,
      source: mo.from,
      destination: mo.to,
      reference: concat.reference,
      total: concat.total,
    };
    const fingerprint = digest(
      mo.connectorId,
      mo.from,
      mo.to,
      concat.reference,
      concat.total,
      concat.sequence,
      mo.text,
      mo.operatorStamp,
    );
    const parts = await addMoPart(this.#deps.connection, key, {
      sequence: concat.sequence,
      text: mo.text,
      linkId: mo.linkId,
      fingerprint,
    });
    const joined = joinMoParts(parts, concat.total);
    if (joined.complete)
      await this.#store({ ...rest, text: joined.text, operatorStamp: '', parts: key, incomplete: false });
  }

  /** Delivers what is there of long MO whose rest never came, and forgets what can no longer be repeated. */
  async sweep(): Promise<void> {
    for (const key of await staleMoParts(this.#deps.pool, PATIENCE_MS)) {
      const parts = await readMoParts(this.#deps.connection, key);
      // The rest has come since, and they are joined.
      if (parts.length === 0) continue;
      const { text } = joinMoParts(parts, key.total);
      const linkId = parts[0]?.linkId ?? null;
      const { connectorId, source: from, destination: to } = key;
      await this.#store({
        connectorId,
        from,
        to,
        text,
        linkId,
        operatorStamp: '',
        answersLostAt: 0,
        parts: key,
        incomplete: true,
      });
    }
    await forgetSeenMo(this.#deps.pool);
  }

  async #store(mo: Whole): Promise<void> {
    const { connection, directory, clock, node } = this.#deps;
    const text = mo.text.toWellFormed();
    const route = matchMo(directory(), mo.connectorId, mo.to, text);
    const account = route && directory().accounts.get(route.accountId);
    const url = route?.url ?? account?.moUrl ?? null;
    const id = newId(clock.now());
    const receivedAt = clock.now();
    // Only who can be answered is in a conversation.
    const address = route !== null && NUMBER.test(mo.from) ? foldAddress(mo.to) : null;
    const wish = route && this.#readStop(mo, route, text);
    const kept: NewMo = {
      id,
      connectorId: mo.connectorId,
      accountId: route?.accountId ?? null,
      routeId: route?.id ?? null,
      source: mo.from,
      destination: mo.to,
      text,
      linkId: mo.linkId,
      incomplete: mo.incomplete,
      receivedAt,
      fingerprint: digest(mo.connectorId, mo.from, mo.to, mo.parts?.reference ?? '', text, mo.operatorStamp),
      // Parts carry a reference, and some operators a stamp: equal ones are one. A bare text may be said twice.
      repeatableAfterMs:
        mo.parts !== null || mo.operatorStamp !== '' ? 0 : Math.max(0, clock.now() - mo.answersLostAt),
      parts: mo.parts,
      callback: url === null ? null : { url: route?.url ?? null },
      conversation: address,
      flowId: route?.flowId ?? null,
      node: node(),
    };
    const stored = wish === null ? await storeMo(connection, kept) : await this.#storeStop(kept, wish);
    if (stored?.forFlow && route !== null && address !== null) {
      this.#deps.onFlowInput({ accountId: route.accountId, msisdn: mo.from, address });
    }
    if (stored === null || route === null || url === null) return;
    const { number, refId } = stored;
    const { from, to, linkId } = mo;
    this.#deps.offerCallbacks([
      {
        attempts: 0,
        facts: {
          kind: 'mo',
          subjectId: id,
          accountId: route.accountId,
          number,
          from,
          to,
          text,
          refId,
          linkId,
          receivedAt,
          url: route.url,
        },
      },
    ]);
  }

  /** What a word such as STOP asks for; it is forwarded all the same. */
  #readStop(mo: Whole, { accountId }: MoRoute, text: string): StopWish | null {
    // A short code or a name may write STOP too; nothing is ever sent there.
    if (!NUMBER.test(mo.from)) return null;
    const account = this.#deps.directory().accounts.get(accountId);
    if (account === undefined) return null;
    const stop = readStopRequest(text, networkOf(mo.from).country, account);
    return stop && { ...stop, accountId, msisdn: mo.from, source: 'mo', wording: text };
  }

  /** STOP is heeded with the MO that says it or not at all: a repetition must not undo what was said after the first. */
  async #storeStop(mo: NewMo, wish: StopWish): Promise<StoredMo | null> {
    const { pool, optOuts } = this.#deps;
    const stops = wish.wants === 'stop';
    const stored = await inTransaction(pool, 'begin', async (client) => {
      const stored = await storeMo(apart(client), mo);
      if (stored !== null) await (stops ? addOptOut : removeOptOut)(client, wish);
      return stored;
    });
    if (stored !== null) optOuts[stops ? 'add' : 'remove'](wish.accountId, wish.msisdn, wish.sender);
    return stored;
  }
}

function digest(...facts: readonly (string | number)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(facts)).digest().subarray(0, 16);
}
