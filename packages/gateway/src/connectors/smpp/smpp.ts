import { commandStatusName, type ResponsePdu } from '@ujumbe/smpp';
import type { Clock } from '#core/clock.ts';
import {
  type BindState,
  type Connector,
  type ConnectorSink,
  type OutboundSms,
  partsToSend,
  type SubmitOutcome,
  type UssdPush,
} from '#core/connector.ts';
import type { ConnectorRow } from '#core/directory.ts';
import type { StatusFamily } from '#core/message-state.ts';
import { ConnectorSettingsError } from '../connector-settings-error.ts';
import type { ConnectorLog } from '../log.ts';
import { Congestion } from './congestion.ts';
import { type EncodedPart, type EncodeSms, smsEncoder, UnsendableSms } from './encode-sms.ts';
import { type LinkEvents, SmppLink } from './link.ts';
import { linksOf } from './link-options.ts';
import { tidyOperatorText } from './operator-text.ts';
import { AnswerReader } from './read-answer.ts';
import { parseSmppSettings, type SmppSettings } from './settings.ts';
import { outcomeOf, type Part, type PartResult, type Submission, unsent } from './submission.ts';
import { UssdHops } from './ussd/hops.ts';
import { ussdDialectOf } from './ussd/ussd-settings.ts';
import { Waiters } from './waiters.ts';

/**
 * A connector over SMPP 3.4: messages in, submit_sm out, one outcome per message; receipts and MO to the sink.
 *
 * @param log bound to this connector; its lines name only the bind.
 * @throws ConnectorSettingsError with one sentence per fault of the row's settings.
 */
export function createSmppConnector(
  row: ConnectorRow,
  sink: ConnectorSink,
  clock: Clock,
  log: ConnectorLog,
): Connector {
  const parsed = parseSmppSettings(row.settings);
  if (!parsed.ok) throw new ConnectorSettingsError(row.name, parsed.errors);
  return new SmppConnector(row, parsed.settings, sink, clock, log);
}

class SmppConnector implements Connector, LinkEvents {
  readonly id: number;
  readonly name: string;
  readonly statusFamily: StatusFamily;
  readonly throughput: number;
  readonly supportsFlash: boolean;
  readonly #settings: SmppSettings;
  readonly #sink: ConnectorSink;
  readonly #clock: Clock;
  readonly #log: ConnectorLog;
  readonly #links: readonly SmppLink[];
  readonly #encode: EncodeSms;
  readonly #answers: AnswerReader;
  /** Null where the account carries no USSD. */
  readonly #ussd: UssdHops<SmppLink> | null;
  readonly #congestion = new Congestion(() => this.onChange());
  readonly #quiet = new Waiters();
  /** Parts handed over and not released. */
  #unreleased = 0;
  /** Messages without an outcome. */
  #pending = 0;
  #phase: 'running' | 'stopping' | 'cut' = 'running';
  /** Begins with the connector: whoever ran it before may have died with answers unwritten. */
  #answersLostAt: number;

  constructor(
    row: ConnectorRow,
    settings: SmppSettings,
    sink: ConnectorSink,
    clock: Clock,
    log: ConnectorLog,
  ) {
    this.id = row.id;
    this.name = row.name;
    this.statusFamily = row.statusFamily;
    this.throughput = row.throughput;
    this.supportsFlash = settings.encoding.flashBy !== 'none';
    this.#settings = settings;
    this.#sink = sink;
    this.#clock = clock;
    this.#answersLostAt = clock.now();
    this.#log = log;
    this.#encode = smsEncoder(settings);
    this.#answers = new AnswerReader(settings);
    this.#ussd =
      settings.ussd === undefined
        ? null
        : new UssdHops({
            dialect: ussdDialectOf(settings.ussd),
            settings,
            operator: row.name,
            sink,
            clock,
            log,
            linkFor: (came) => (came?.isUsable ? came : this.#roomiestLink()),
            onIdle: () => this.#quiet.check(),
          });
    const context = {
      connectorId: row.id,
      operator: row.name,
      settings,
      sink,
      clock,
      log,
      answersLostAt: () => this.#answersLostAt,
      noteLostAnswer: () => {
        this.#answersLostAt = clock.now();
      },
      onIdle: () => this.#quiet.check(),
      takeUssd: this.#ussd?.take ?? null,
    };
    this.#links = linksOf(settings).map(({ name, role }) => new SmppLink(name, role, this, context));
  }

  start(): void {
    for (const link of this.#links) link.start();
  }

  async stop(drainMs: number): Promise<void> {
    if (this.#phase !== 'running') return;
    this.#phase = 'stopping';
    const deadline = this.#clock.monotonic() + drainMs;
    const left = () => Math.max(0, deadline - this.#clock.monotonic());
    await this.#quiet.until(() => this.#pending === 0, left());
    for (const link of this.#links) link.hush();
    const isAnswered = () =>
      this.#links.every((link) => link.unanswered === 0) && (this.#ussd?.unserved ?? 0) === 0;
    await this.#quiet.until(isAnswered, left());
    this.#congestion.stop();
    await Promise.all(this.#links.map((link) => link.stop(left())));
  }

  cut(): void {
    this.#phase = 'cut';
    this.#congestion.stop();
    for (const link of this.#links) link.cut();
  }

  window(): number {
    let usable = 0;
    for (const link of this.#links) if (link.isUsable) usable++;
    return usable * this.#settings.window;
  }

  free(): number {
    if (this.#phase !== 'running') return 0;
    return Math.max(0, this.#congestion.limit(this.window()) - this.#unreleased);
  }

  release(parts: number): void {
    this.#unreleased = Math.max(0, this.#unreleased - parts);
  }

  binds(): readonly BindState[] {
    return this.#links.map((link) => link.state());
  }

  openUssdPush(msisdn: string, serviceCode: string): UssdPush {
    if (this.#ussd === null) {
      throw new Error(`${this.name} carries no USSD: its settings have no ussd.`);
    }
    if (this.#phase !== 'running') throw new Error(`${this.name} is stopping and shows nothing more.`);
    return this.#ussd.openPush(msisdn, serviceCode);
  }

  submit(sms: OutboundSms, done: (outcome: SubmitOutcome) => void): void {
    this.#unreleased += partsToSend(sms);
    this.#pending++;
    const submission: Submission = { sms, done, parts: [], pending: 0, halted: false, returned: false };
    this.#hand(submission);
    submission.returned = true;
  }

  #hand(submission: Submission): void {
    const link = this.#roomiestLink();
    if (link === null || this.#phase !== 'running') {
      this.#finish(submission, { kind: 'unsent', ids: [] });
      return;
    }
    const encoded = this.#encodeOrRefuse(submission);
    if (encoded === null) return;
    for (const { part, pdu } of encoded) {
      submission.parts.push({ submission, number: part, pdu, resent: false, result: null });
    }
    submission.pending = encoded.length;
    // Every part was taken in an earlier attempt.
    if (encoded.length === 0) this.#finish(submission, { kind: 'accepted', ids: [] });
    else link.submit(submission.parts);
  }

  #encodeOrRefuse(submission: Submission): EncodedPart[] | null {
    try {
      return this.#encode(submission.sms, this.#clock.now());
    } catch (error) {
      if (!(error instanceof UnsendableSms || error instanceof RangeError)) throw error;
      const reason = tidyOperatorText(error.message);
      this.#finish(submission, { kind: 'refused', state: 'rejected', reason, alert: true, ids: [] });
      return null;
    }
  }

  #roomiestLink(): SmppLink | null {
    let best: SmppLink | null = null;
    for (const link of this.#links) {
      if (link.isUsable && (best === null || link.room > best.room)) best = link;
    }
    return best;
  }

  onAnswer(part: Part, pdu: ResponsePdu, link: SmppLink): void {
    const congestion = pdu.tlvs?.congestionState;
    if (congestion !== undefined) this.#congestion.note(congestion);
    const answer = this.#answers.read(part, pdu);
    switch (answer.kind) {
      case 'resend':
        link.resend(part);
        return;
      case 'rebind':
        this.#log.warn({ bind: link.name }, 'the operator says the session is not bound; binding anew');
        link.retire();
        this.#settle(part, unsent);
        return;
      case 'refused':
        if (answer.alert) this.#logAlert(pdu.status);
        break;
      case 'accepted':
        if (answer.operatorId === '') this.#log.debug({ bind: link.name }, 'accepted without an id');
        break;
    }
    this.#settle(part, answer);
  }

  onTimeout(part: Part): void {
    if (this.#settings.onResponseTimeout === 'wait') return;
    this.#settle(part, this.#uncertain(`No answer from the operator in ${this.#settings.responseTimeout} s`));
  }

  onLost(part: Part, written: boolean): void {
    this.#settle(part, written ? this.#uncertain('Link lost before the operator answered') : unsent);
  }

  onUnsent(part: Part): void {
    this.#settle(part, unsent);
  }

  onUnsendable(part: Part, error: Error): void {
    this.#log.error({ err: error }, 'a message cannot be written as a PDU');
    const reason = tidyOperatorText(error.message);
    this.#settle(part, { kind: 'refused', state: 'rejected', reason, alert: true });
  }

  onLateAnswer(part: Part, pdu: ResponsePdu, link: SmppLink): void {
    if (part.result === null) {
      this.onAnswer(part, pdu, link);
      return;
    }
    const answer = this.#answers.read(part, pdu);
    if (answer.kind !== 'accepted') {
      this.#log.debug({ bind: link.name, status: commandStatusName(pdu.status) }, 'a late refusal');
    } else if (part.submission.pending > 0) {
      part.result = answer;
    } else {
      this.#sink.onLateAnswer(part.submission.sms.messageId, {
        part: part.number,
        operatorId: answer.operatorId,
      });
    }
  }

  onGivenUp(part: Part): void {
    if (part.result === null) this.#settle(part, this.#uncertain('No answer from the operator'));
  }

  onChange(): void {
    if (this.#phase !== 'cut') this.#sink.onChange(this.id);
  }

  #uncertain(reason: string): PartResult {
    return this.#settings.onResponseTimeout === 'fail'
      ? { kind: 'refused', state: 'undeliverable', reason, alert: false }
      : { kind: 'uncertain', reason };
  }

  #settle(part: Part, result: PartResult): void {
    const { submission } = part;
    part.result = result;
    if (result.kind !== 'accepted' && result.kind !== 'uncertain') submission.halted = true;
    submission.pending--;
    if (submission.pending === 0) this.#finish(submission, outcomeOf(submission));
  }

  #finish(submission: Submission, outcome: SubmitOutcome): void {
    this.#pending--;
    if (submission.returned) submission.done(outcome);
    else queueMicrotask(() => submission.done(outcome));
    if (this.#pending === 0) this.#quiet.check();
  }

  #logAlert(status: number): void {
    const name = commandStatusName(status);
    const advice =
      name === 'ESME_RINVESMCLASS' && this.#settings.longMethod.startsWith('udh')
        ? 'refused by the operator: try longMethod sar in its settings'
        : 'refused by the operator: its settings here do not suit it';
    this.#log.error({ status: name }, advice);
  }
}
