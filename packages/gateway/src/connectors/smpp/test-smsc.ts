import {
  CommandStatus,
  decodeShortMessage,
  encodeGsm7,
  type PduInput,
  type PduOf,
  type RequestPdu,
  type Session,
  SmscServer,
} from '@ujumbe/smpp';
import type { OperatorMood, TakenPart, TestOperator } from '../contract-suite.ts';

type Submit = PduOf<'submit_sm'>;
type DataSm = PduOf<'data_sm'>;

const statusOf: Readonly<Record<Exclude<OperatorMood, 'is silent'>, number>> = {
  accepts: CommandStatus.ESME_ROK,
  refuses: CommandStatus.ESME_RX_P_APPN,
  throttles: CommandStatus.ESME_RTHROTTLED,
  'is busy': CommandStatus.ESME_RSYSERR,
};
const receiptText = {
  delivered: ['DELIVRD', 2],
  failed: ['UNDELIV', 5],
  'on its way': ['ENROUTE', 1],
} as const;

/** An SMSC for tests: takes parts, answers by mood or by `answer`, and sends receipts and MO. */
export class TestSmsc implements TestOperator {
  mood: OperatorMood = 'accepts';
  readonly taken: TakenPart[] = [];
  readonly submits: Submit[] = [];
  readonly dataSms: DataSm[] = [];
  /** The sessions by which the parts came, in their order. */
  readonly takenBy: Session[] = [];
  /** Decides instead of the mood; null leaves the submit to `answerNow`. */
  answer: ((submit: Submit, count: number) => PduOf<'submit_sm_resp'>['status'] | null) | null = null;
  readonly #server: SmscServer;
  #unanswered: { submit: Submit | DataSm; session: Session; operatorId: string }[] = [];
  #port = 0;

  constructor() {
    this.#server = new SmscServer(
      {
        host: '127.0.0.1',
        port: 0,
        session: { window: 2000 },
        authenticate: async (bind) =>
          bind.password === 'secret'
            ? { ok: true, systemId: 'smsc' }
            : { ok: false, status: CommandStatus.ESME_RINVPASWD },
      },
      { onRequest: (pdu, session) => this.#onRequest(pdu, session) },
    );
  }

  static async open(): Promise<TestSmsc> {
    const smsc = new TestSmsc();
    smsc.#port = (await smsc.#server.listen()).port;
    return smsc;
  }

  get sessions(): Session[] {
    return [...this.#server.sessions];
  }

  settings({ window, responseTimeoutMs }: { window: number; responseTimeoutMs: number }) {
    return {
      host: '127.0.0.1',
      port: this.#port,
      systemId: 'esme01',
      password: 'secret',
      window,
      responseTimeout: responseTimeoutMs / 1000,
      reconnect: { initial: 0.02, max: 0.1, afterRemoteClose: 0.02 },
    };
  }

  answerNow(): void {
    for (const { submit, session, operatorId } of this.#unanswered.splice(0)) {
      session.respond(submit, { messageId: operatorId });
    }
  }

  sendReceipt(operatorId: string, msisdn: string, word: keyof typeof receiptText): Promise<boolean> {
    const [stat, messageState] = receiptText[word];
    return this.deliver({
      esmClass: 0x04,
      sourceAddr: msisdn,
      destinationAddr: 'TIARA',
      shortMessage: encodeGsm7(`id:${operatorId} sub:001 dlvrd:001 stat:${stat} err:000 text:`),
      tlvs: { receiptedMessageId: operatorId, messageState },
    });
  }

  sendMo({ from, to, text }: { from: string; to: string; text: string }): Promise<boolean> {
    return this.deliver({ sourceAddr: from, destinationAddr: to, shortMessage: encodeGsm7(text) });
  }

  /** Sends a deliver_sm on the first session that takes it; resolves with whether the answer was ESME_ROK. */
  async deliver(fields: Omit<PduInput<'deliver_sm'>, 'command'>): Promise<boolean> {
    const session = this.sessions.find(({ state }) => state === 'bound_trx' || state === 'bound_rx');
    if (session === undefined) throw new Error('no session is bound to receive');
    const response = await session.request({
      command: 'deliver_sm',
      sourceAddrTon: 1,
      sourceAddrNpi: 1,
      ...fields,
    });
    if (response.status !== CommandStatus.ESME_ROK && response.status !== CommandStatus.ESME_RX_T_APPN) {
      throw new Error(`a delivery was answered with status ${response.status}`);
    }
    return response.status === CommandStatus.ESME_ROK;
  }

  dropLinks(): void {
    for (const session of this.sessions) session.destroy('dropped by the test');
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  #onRequest(pdu: RequestPdu, session: Session): void {
    if (pdu.command !== 'submit_sm' && pdu.command !== 'data_sm') return;
    const operatorId = `id-${this.taken.length + 1}`;
    this.takenBy.push(session);
    if (pdu.command === 'submit_sm') this.submits.push(pdu);
    else this.dataSms.push(pdu);
    this.taken.push({
      operatorId,
      msisdn: pdu.destinationAddr,
      sender: pdu.sourceAddr,
      text: decodeShortMessage(pdu).text,
      flash: (pdu.dataCoding & 0x10) !== 0,
    });
    const status = this.#statusFor(pdu);
    if (status === null) this.#unanswered.push({ submit: pdu, session, operatorId });
    else session.respond(pdu, status === 0 ? { messageId: operatorId } : { status });
  }

  #statusFor(pdu: Submit | DataSm): number | null {
    if (this.answer !== null && pdu.command === 'submit_sm') return this.answer(pdu, this.submits.length);
    return this.mood === 'is silent' ? null : statusOf[this.mood];
  }
}
