import { CommandStatus, type PduOf, parseReceipt, type RequestPdu, type Session } from '@ujumbe/smpp';
import type { ConnectorSink } from '#core/connector.ts';
import type { ConnectorLog } from '../log.ts';
import { inboundOverridesOf, toInboundMo } from './mo.ts';
import { toInboundReceipt } from './receipts.ts';
import type { SmppSettings } from './settings.ts';

/** Deliveries of one session that may be on their way to disk before its socket is left unread. */
const MOST_UNANSWERED = 500;
const RESUME_AT = 250;

export type InboundContext = {
  readonly connectorId: number;
  readonly settings: SmppSettings;
  readonly sink: ConnectorSink;
  readonly log: ConnectorLog;
  /** When an answer was last lost or refused, by any session of the connector. */
  readonly answersLostAt: () => number;
  readonly noteLostAnswer: () => void;
  /** Called when the last delivery has been answered. */
  readonly onIdle: () => void;
};

/**
 * What an operator sends on one session: receipts and MO, handed to the sink in the order they came and answered when
 * they are on disk. What could not be stored is answered with a temporary error, so that the operator repeats it.
 */
export class Inbound {
  readonly #context: InboundContext;
  readonly #session: Session;
  readonly #overrides;
  #unanswered = 0;
  #paused = false;
  #failing = false;

  constructor(session: Session, context: InboundContext) {
    this.#session = session;
    this.#context = context;
    this.#overrides = inboundOverridesOf(context.settings);
  }

  get unanswered(): number {
    return this.#unanswered;
  }

  receive(pdu: RequestPdu): void {
    switch (pdu.command) {
      case 'deliver_sm':
      case 'data_sm':
        this.#deliver(pdu);
        return;
      // Has no answer, and says nothing that is acted upon.
      case 'alert_notification':
      case 'outbind':
        return;
      default:
        this.#session.respond(pdu, { status: CommandStatus.ESME_RINVCMDID });
    }
  }

  #deliver(pdu: PduOf<'deliver_sm' | 'data_sm'>): void {
    this.#unanswered++;
    if (this.#unanswered >= MOST_UNANSWERED && !this.#paused) {
      this.#paused = true;
      this.#session.pauseReading();
    }
    this.#handIn(pdu).then(
      () => this.#answer(pdu, CommandStatus.ESME_ROK),
      (error: unknown) => this.#refuse(pdu, error),
    );
  }

  #handIn(pdu: PduOf<'deliver_sm' | 'data_sm'>): Promise<void> {
    const { connectorId, settings, sink, answersLostAt } = this.#context;
    try {
      const receipt = parseReceipt(pdu, {
        sniffText: settings.sniffReceiptText,
        inboundOverrides: this.#overrides,
      });
      return receipt === null
        ? sink.onMo(toInboundMo(pdu, connectorId, settings, this.#overrides, answersLostAt()))
        : sink.onReceipt(toInboundReceipt(receipt, pdu, connectorId, settings));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #refuse(pdu: PduOf<'deliver_sm' | 'data_sm'>, error: unknown): void {
    if (!this.#failing) {
      this.#failing = true;
      this.#context.log.error(
        { err: error },
        'deliveries cannot be stored; the operator is asked to repeat them',
      );
    }
    this.#context.noteLostAnswer();
    this.#answer(pdu, CommandStatus.ESME_RX_T_APPN);
  }

  #answer(pdu: PduOf<'deliver_sm' | 'data_sm'>, status: number): void {
    this.#session.respond(pdu, { status });
    this.#unanswered--;
    if (status === CommandStatus.ESME_ROK && this.#failing) {
      this.#failing = false;
      this.#context.log.info({}, 'deliveries are stored again');
    }
    if (this.#paused && this.#unanswered <= RESUME_AT) {
      this.#paused = false;
      this.#session.resumeReading();
    }
    if (this.#unanswered === 0) this.#context.onIdle();
  }
}
