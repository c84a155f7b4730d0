import { CommandStatus, commandStatusName, type RequestPdu, type Session } from '@ujumbe/smpp';
import type { Clock } from '#core/clock.ts';
import type { ConnectorSink, UssdPush, UssdReplyFate } from '#core/connector.ts';
import type { UssdEndReason, UssdReply } from '#core/ussd.ts';
import type { ConnectorLog } from '../../log.ts';
import { destinationAddress } from '../addresses.ts';
import type { SmppSettings } from '../settings.ts';
import type { UrgentFate, UrgentRequest } from '../urgent-request.ts';
import type { OutboundMeaning, UssdDialect } from './dialects.ts';
import { type Delivery, type HopOrigin, type HopReader, hopReader, type ReadHop } from './read-hop.ts';
import { ownSessionOctets, sessionKey } from './session-tlv.ts';
import { type ScreenPdu, writeScreen } from './write-screen.ts';

/** Hops of one connector whose reply may be under way; the operator hears of more that it is too many. */
const MOST_OPEN = 5000;
/** Our session numbers, which take at most fifteen bits on the wire, begin anywhere so that nodes do not share them. */
const FIRST_NUMBERS = 0x7fff;

/** A bind as far as replies go. */
type ReplyLink = { readonly name: string; submitFirst(request: UrgentRequest): void };

type UssdHopsDeps<Link extends ReplyLink> = {
  readonly dialect: UssdDialect;
  readonly settings: SmppSettings;
  readonly operator: string;
  readonly sink: Pick<ConnectorSink, 'onUssd' | 'onUssdReply'>;
  readonly clock: Clock;
  readonly log: ConnectorLog;
  /** The bind for a reply: the one its hop came by, another that is up, or null. */
  readonly linkFor: (came: Link | null) => Link | null;
  /** Called when every reply was handed to a bind. */
  readonly onIdle: () => void;
};

/**
 * USSD on the binds of one connector: deliveries that are hops are acknowledged at once and handed to the sink, and what
 * is to be shown goes out as a request of its own, before any SMS that waits. Sessions are the sink's; nothing is kept here.
 */
export class UssdHops<Link extends ReplyLink> {
  readonly #deps: UssdHopsDeps<Link>;
  readonly #reader: HopReader;
  /** Hops until it is known what became of their reply. */
  #open = 0;
  /** Those of them whose reply a bind has. */
  #handedOver = 0;
  #isOverloaded = false;
  #begun = Math.floor(Math.random() * FIRST_NUMBERS);
  /** The last complaint, so that an operator that gives cause for one with every hop is told of once. */
  #complaint = '';

  constructor(deps: UssdHopsDeps<Link>) {
    this.#deps = deps;
    this.#reader = hopReader(deps.dialect, deps.settings);
  }

  /** Hops whose reply no bind has yet. */
  get unserved(): number {
    return this.#open - this.#handedOver;
  }

  /** Takes a request that is USSD and answers it; false leaves every other to those who read receipts and MO. */
  readonly take = (pdu: RequestPdu, session: Session, link: Link): boolean => {
    if (pdu.command !== 'deliver_sm' && pdu.command !== 'data_sm') return false;
    if (!this.#reader.isUssd(pdu)) return false;
    session.respond(pdu, { status: this.#receive(pdu, link) });
    return true;
  };

  /** @throws Error with a sentence; see `Connector` */
  openPush(msisdn: string, serviceCode: string): UssdPush {
    const { dialect, settings, operator } = this.#deps;
    if (!dialect.push) {
      throw new Error(
        `${operator} takes no USSD that a subscriber did not ask for: only the operator begins sessions there (ussd.push).`,
      );
    }
    this.#begun++;
    const origin: HopOrigin = {
      subscriber: destinationAddress(msisdn, settings),
      code: { ...dialect.code, address: serviceCode },
      session: ownSessionOctets(this.#begun, dialect),
      echo: [],
    };
    return {
      session: sessionKey(origin.session, msisdn, dialect) ?? msisdn,
      show: (kind, text) => this.#push(origin, kind, text),
    };
  }

  async #push(origin: HopOrigin, kind: 'request' | 'notify', text: string): Promise<void> {
    const { operator, linkFor } = this.#deps;
    const link = linkFor(null);
    if (link === null) throw new Error(`No bind to ${operator} is up, so nothing can be shown.`);
    const fate = await this.#send(link, origin, kind, text, this.#hopEnd());
    const fault = this.#faultOf(fate);
    if (fault === null) return;
    const known =
      nameOf(fate) === 'unanswered' ? 'It is not known whether the screen was' : 'The screen was not';
    throw new Error(`${known} shown: ${fault}.`);
  }

  /** The status the operator is answered with. */
  #receive(pdu: Delivery, link: Link): number {
    const hop = this.#reader.read(pdu);
    if (hop.kind === 'unusable') {
      this.#complain(link, hop.why);
      return hop.status;
    }
    if (this.#open >= MOST_OPEN) {
      if (!this.#isOverloaded) {
        this.#isOverloaded = true;
        this.#deps.log.error({ open: this.#open }, 'too many USSD hops wait for a reply; more are refused');
      }
      return CommandStatus.ESME_RTHROTTLED;
    }
    this.#open++;
    this.#serve(hop, link, this.#hopEnd())
      .catch((error: unknown) => {
        this.#deps.log.error({ bind: link.name, err: error }, 'a USSD hop has no reply');
        this.#deps.sink.onUssdReply('dropped');
      })
      .finally(() => this.#close());
    return CommandStatus.ESME_ROK;
  }

  #close(): void {
    this.#open--;
    this.#isOverloaded &&= this.#open > MOST_OPEN / 2;
    this.#tellIfIdle();
  }

  #tellIfIdle(): void {
    if (this.unserved === 0) this.#deps.onIdle();
  }

  /** When the operator waits no more for the reply to what comes now, by the monotonic clock. */
  #hopEnd(): number {
    const { clock, settings } = this.#deps;
    return clock.monotonic() + settings.ussdProfile.hopSeconds * 1000;
  }

  async #serve({ event, origin }: ReadHop & { kind: 'hop' }, came: Link, until: number): Promise<void> {
    const reply = await this.#deps.sink.onUssd(event);
    const shown = event.kind === 'end' ? this.#closing(event.reason) : reply;
    if (shown === null) return;
    const link = this.#deps.linkFor(came);
    if (link === null) {
      this.#note(came, { kind: 'unsent' });
      return;
    }
    const sent = this.#send(link, origin, shown.action, shown.text, until);
    this.#handedOver++;
    this.#tellIfIdle();
    try {
      this.#note(link, await sent);
    } finally {
      this.#handedOver--;
    }
  }

  /** What the end of a session is answered with. */
  #closing(reason: UssdEndReason): UssdReply | null {
    return reason === 'timeout' && this.#deps.dialect.abortOnTimeout ? { action: 'end', text: '' } : null;
  }

  async #send(
    link: Link,
    origin: HopOrigin,
    meaning: OutboundMeaning,
    text: string,
    until: number,
  ): Promise<UrgentFate> {
    let pdu: ScreenPdu;
    try {
      pdu = writeScreen(origin, meaning, text, this.#deps.dialect);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { kind: 'unsendable', error };
    }
    return await new Promise((settle) => link.submitFirst({ pdu, until, settle }));
  }

  #note(link: Link, fate: UrgentFate): void {
    const fault = this.#faultOf(fate);
    if (fault !== null) this.#complain(link, `a USSD reply is lost: ${fault}`);
    else this.#complaint = '';
    this.#deps.sink.onUssdReply(fault === null ? 'taken' : nameOf(fate));
  }

  /** What went wrong, to be read behind a colon; null when the operator has taken it. */
  #faultOf(fate: UrgentFate): string | null {
    const { operator, settings } = this.#deps;
    switch (fate.kind) {
      case 'response':
        return fate.pdu.status === CommandStatus.ESME_ROK
          ? null
          : `${operator} refused it with ${commandStatusName(fate.pdu.status)}`;
      case 'timeout':
        return `${operator} did not answer in ${settings.responseTimeout} s`;
      case 'closed':
        return fate.written ? 'the bind was lost before the operator answered' : 'the bind was lost';
      case 'unsent':
        return 'no bind that can send is up';
      case 'overdue':
        return `no slot of the window was free in ${settings.ussdProfile.hopSeconds} s`;
      case 'unsendable':
        return fate.error.message;
    }
  }

  #complain(link: Link, complaint: string): void {
    if (complaint === this.#complaint) {
      this.#deps.log.debug({ bind: link.name }, complaint);
      return;
    }
    this.#complaint = complaint;
    this.#deps.log.warn({ bind: link.name }, complaint);
  }
}

/** The fate of a reply that was not taken. */
function nameOf(fate: UrgentFate): Exclude<UssdReplyFate, 'taken'> {
  switch (fate.kind) {
    case 'response':
      return 'refused';
    case 'timeout':
      return 'unanswered';
    case 'closed':
      return fate.written ? 'unanswered' : 'dropped';
    case 'unsent':
    case 'overdue':
    case 'unsendable':
      return 'dropped';
  }
}
