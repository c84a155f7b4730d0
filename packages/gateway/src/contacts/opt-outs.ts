import { MsisdnSet } from './msisdn-set.ts';

/** A stored refusal of messages. Sender null stands for every sender of the account. */
export type OptOut = {
  /** Grows with every row: a bigint in decimal. */
  readonly id: string;
  readonly accountId: number;
  readonly msisdn: string;
  readonly sender: string | null;
};

/** Rows with an id above `sinceId`, lowest first, as many as the store likes to give at once; none when it has no more. */
export type LoadOptOuts = (sinceId: string) => Promise<readonly OptOut[]>;

/**
 * Ids are given out before their transactions commit, so a lower id may appear after a higher one was seen. Each refresh
 * therefore begins where the one this many refreshes ago ended (a minute, at one a second), and the first one after a
 * complete read this many ids below the highest.
 */
const REFRESHES_AGAIN = 60;
const IDS_AGAIN = 1_000n;
const EVERY_SENDER = '';

type Lists = Map<number, Map<string, MsisdnSet>>;
type Entry = { readonly accountId: number; readonly msisdn: string; readonly sender: string | null };
type Change = { readonly verb: 'add' | 'remove'; readonly entry: Entry };

/**
 * Who does not want messages, in memory: asked for every message, fed from the store. `refresh` brings what was added,
 * `reload` also forgets what was taken back on another node. Knows nobody before the first of them has settled.
 */
export class OptOuts {
  readonly #load: LoadOptOuts;
  #lists: Lists = new Map();
  /** Where the next refreshes begin, the next one first; empty before the first complete read. */
  #beginnings: bigint[] = [];
  #underWay: Promise<void> | null = null;
  /** What was changed while rows are being read, which may be too old to show it; null between reads. */
  #changes: Change[] | null = null;

  constructor(load: LoadOptOuts) {
    this.#load = load;
  }

  /** Whether a subscriber refused messages of this account, altogether or from this sender (in any case of letters). */
  has(accountId: number, msisdn: string, sender: string): boolean {
    const lists = this.#lists.get(accountId);
    if (lists === undefined) return false;
    return (
      lists.get(EVERY_SENDER)?.has(msisdn) === true || lists.get(sender.toUpperCase())?.has(msisdn) === true
    );
  }

  /**
   * Takes over an opt-out at once on this node. The store must have it already, or a reload forgets it.
   * @throws RangeError when the number is not E.164 digits
   */
  add(accountId: number, msisdn: string, sender: string | null): void {
    const entry = { accountId, msisdn, sender };
    if (!addTo(this.#lists, entry)) {
      throw new RangeError(
        'An opt-out needs a number of at most 15 digits, country code first, without plus.',
      );
    }
    this.#changes?.push({ verb: 'add', entry });
  }

  /**
   * Takes back an opt-out at once on this node; a null sender takes back those of every sender, as in the store. The store must
   * have lost them already, or the next read brings them back.
   */
  remove(accountId: number, msisdn: string, sender: string | null): void {
    const entry = { accountId, msisdn, sender };
    removeFrom(this.#lists, entry);
    this.#changes?.push({ verb: 'remove', entry });
  }

  /**
   * Reads what was added since the last time; joins a read that is under way.
   * @throws what the store throws; the lists stay as they were, and the next refresh reads the same rows again
   */
  refresh(): Promise<void> {
    return this.#underWay ?? this.#read(this.#beginnings.length === 0);
  }

  /** Reads everything anew. Until it is done, answers come from the old lists. */
  async reload(): Promise<void> {
    while (this.#underWay !== null) {
      // Whoever began that read hears of its failure.
      await this.#underWay.catch(() => undefined);
    }
    await this.#read(true);
  }

  #read(complete: boolean): Promise<void> {
    this.#changes = [];
    const run = this.#readRows(complete).finally(() => {
      this.#underWay = null;
      this.#changes = null;
    });
    this.#underWay = run;
    return run;
  }

  async #readRows(complete: boolean): Promise<void> {
    const lists: Lists = complete ? new Map() : this.#lists;
    let highest = complete ? 0n : (this.#beginnings[0] ?? 0n);
    for (;;) {
      const rows = await this.#load(String(highest));
      const last = rows.at(-1);
      if (last === undefined) break;
      // A row whose number is none is passed over: it can never be asked for, and must not keep the others out.
      for (const row of rows) addTo(lists, row);
      highest = BigInt(last.id);
    }
    for (const { verb, entry } of this.#changes ?? []) {
      if (verb === 'add') addTo(lists, entry);
      else removeFrom(lists, entry);
    }
    this.#lists = lists;
    if (complete) this.#beginnings = [highest > IDS_AGAIN ? highest - IDS_AGAIN : 0n];
    else this.#beginnings.push(highest);
    if (this.#beginnings.length > REFRESHES_AGAIN) this.#beginnings.shift();
  }
}

function addTo(lists: Lists, { accountId, msisdn, sender }: Entry): boolean {
  let bySender = lists.get(accountId);
  if (bySender === undefined) {
    bySender = new Map();
    lists.set(accountId, bySender);
  }
  const key = sender === null ? EVERY_SENDER : sender.toUpperCase();
  let numbers = bySender.get(key);
  if (numbers === undefined) {
    numbers = new MsisdnSet();
    bySender.set(key, numbers);
  }
  return numbers.add(msisdn);
}

function removeFrom(lists: Lists, { accountId, msisdn, sender }: Entry): void {
  const bySender = lists.get(accountId);
  if (sender !== null) bySender?.get(sender.toUpperCase())?.delete(msisdn);
  else for (const numbers of bySender?.values() ?? []) numbers.delete(msisdn);
}
