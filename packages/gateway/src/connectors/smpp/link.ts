import {
  type CloseReason,
  EsmeLink,
  type LinkState,
  type Outcome,
  type RequestPdu,
  type ResponsePdu,
  type Session,
} from '@ujumbe/smpp';
import type { Clock } from '#core/clock.ts';
import type { BindState } from '#core/connector.ts';
import type { ConnectorLog } from '../log.ts';
import { bindAdvice } from './bind-advice.ts';
import { Inbound, type InboundContext } from './inbound.ts';
import { LateAnswers } from './late-answers.ts';
import { type LinkRole, linkOptions } from './link-options.ts';
import { tidyOperatorText } from './operator-text.ts';
import type { SmppSettings } from './settings.ts';
import type { Part } from './submission.ts';
import { UrgentQueue } from './urgent-queue.ts';
import type { UrgentFate, UrgentRequest } from './urgent-request.ts';

/** What a link tells of the parts given to it. Every part ends in exactly one of the first four. */
export type LinkEvents = {
  onAnswer(part: Part, pdu: ResponsePdu, link: SmppLink): void;
  /** The session ended: `written` tells whether the operator may have the part. */
  onLost(part: Part, written: boolean): void;
  /** Never sent: the message was stopped, or the session went before its turn. */
  onUnsent(part: Part): void;
  /** The part cannot be put on the wire at all. */
  onUnsendable(part: Part, error: Error): void;
  onTimeout(part: Part): void;
  /** Follows `onTimeout`, at most once. */
  onLateAnswer(part: Part, pdu: ResponsePdu, link: SmppLink): void;
  /** Follows `onTimeout`: no answer will be recognised any more. */
  onGivenUp(part: Part): void;
  /** Room or the bind itself came or went. */
  onChange(): void;
};

/** Takes a request of the operator that is USSD; false leaves it to those who read receipts and MO. */
export type TakeUssd = (pdu: RequestPdu, session: Session, link: SmppLink) => boolean;

type LinkContext = InboundContext & {
  readonly clock: Clock;
  readonly operator: string;
  /** Null where the account carries no USSD. */
  readonly takeUssd: TakeUssd | null;
};

/**
 * One bind and the parts that go over it, in the order they were given. A bind that is lost is made again by the link
 * underneath; parts do not wait for that, they go back to whoever submitted them.
 */
export class SmppLink {
  readonly name: string;
  readonly canSubmit: boolean;
  readonly #settings: SmppSettings;
  readonly #events: LinkEvents;
  readonly #inboundContext: InboundContext;
  readonly #log: ConnectorLog;
  readonly #operator: string;
  readonly #esme: EsmeLink;
  readonly #late: LateAnswers;
  readonly #queue: Part[] = [];
  /** Leaves before the queue. */
  readonly #urgent: UrgentQueue;
  readonly #takeUssd: TakeUssd | null;
  #inbound: Inbound | null = null;
  #inFlight = 0;
  #retiring = false;
  #toldError: string | undefined;

  constructor(name: string, role: LinkRole, events: LinkEvents, context: LinkContext) {
    this.name = name;
    this.canSubmit = role !== 'receiver';
    this.#settings = context.settings;
    this.#events = events;
    this.#inboundContext = context;
    this.#log = context.log;
    this.#operator = context.operator;
    this.#takeUssd = context.takeUssd;
    this.#urgent = new UrgentQueue(context.clock);
    this.#late = new LateAnswers(context.clock, (part) => events.onGivenUp(part));
    this.#esme = new EsmeLink(linkOptions(context.settings, role), {
      onBound: (session) => this.#onBound(session),
      onState: (state) => this.#onState(state),
      onUnbound: (reason) => this.#onUnbound(reason),
      onRequest: (pdu, session) => this.#onRequest(pdu, session),
      onLateResponse: (pdu) => this.#onLateResponse(pdu),
      onDrain: () => this.#pump(),
      onPduError: (error) =>
        this.#log.warn({ err: error, bind: name }, 'the operator sent a PDU that cannot be read'),
      onHandlerError: (error) => this.#log.error({ err: error, bind: name }, 'handling a PDU failed'),
    });
  }

  get isUsable(): boolean {
    return this.canSubmit && this.#inbound !== null && !this.#retiring;
  }

  /** Parts that can be written this instant; negative when parts wait for the window. */
  get room(): number {
    return this.#settings.window - this.#inFlight - this.#queue.length;
  }

  get unanswered(): number {
    return this.#inbound?.unanswered ?? 0;
  }

  state(): BindState {
    const { phase, since, lastError } = this.#esme.state;
    return {
      name: this.name,
      phase,
      since,
      windowUsed: this.#inFlight,
      window: this.canSubmit ? this.#settings.window : 0,
      lastError: lastError === undefined ? null : tidyOperatorText(lastError),
    };
  }

  start(): void {
    this.#esme.start();
  }

  /** Takes parts of one message; they leave in this order, after those given before. */
  submit(parts: readonly Part[]): void {
    for (const part of parts) this.#queue.push(part);
    this.#pump();
  }

  /** Takes a request that waits for a slot of the window like any other, but before all parts, and only so long. */
  submitFirst(request: UrgentRequest): void {
    const { session } = this.#esme;
    const canLeave = session !== null && !this.#retiring && this.#urgent.isEmpty;
    if (!canLeave || !this.#sendUrgent(session, request)) this.#urgent.add(request);
  }

  /** The same part once more, before those that wait. */
  resend(part: Part): void {
    this.#queue.unshift(part);
    this.#pump();
  }

  /** Takes nothing more and binds anew as soon as every answer is in. */
  retire(): void {
    if (this.#retiring) return;
    this.#retiring = true;
    this.#events.onChange();
    this.#endIfRetired();
  }

  /** Leaves the operator's deliveries unread, so that those being stored can be finished. */
  hush(): void {
    this.#esme.session?.pauseReading();
  }

  async stop(drainMs: number): Promise<void> {
    this.#esme.session?.resumeReading();
    await this.#esme.stop({ drainMs });
  }

  cut(): void {
    this.#esme.session?.destroy('this node may no longer act');
    this.#esme.stop({ drainMs: 0 }).catch((error: unknown) => {
      this.#log.warn({ err: error, bind: this.name }, 'cutting a bind failed');
    });
  }

  #pump(): void {
    const { session } = this.#esme;
    if (session === null || this.#retiring) return;
    if (!this.#urgent.isEmpty && !this.#urgent.drain((request) => this.#sendUrgent(session, request))) return;
    for (let part = this.#queue[0]; part !== undefined; part = this.#queue[0]) {
      if (part.submission.halted) {
        this.#queue.shift();
        this.#events.onUnsent(part);
      } else if (!this.#send(session, part)) {
        return;
      }
    }
  }

  #send(session: Session, part: Part): boolean {
    try {
      if (!session.send(part.pdu, (outcome) => this.#onOutcome(part, outcome))) return false;
      this.#inFlight++;
      this.#queue.shift();
    } catch (error) {
      this.#queue.shift();
      this.#events.onUnsendable(part, error instanceof Error ? error : new Error(String(error)));
    }
    return true;
  }

  /** False where it has to wait. */
  #sendUrgent(session: Session, { pdu, settle }: UrgentRequest): boolean {
    try {
      if (!session.send(pdu, (outcome) => this.#onUrgentOutcome(settle, outcome))) return false;
      this.#inFlight++;
    } catch (error) {
      settle({ kind: 'unsendable', error: error instanceof Error ? error : new Error(String(error)) });
    }
    return true;
  }

  #onUrgentOutcome(settle: (fate: UrgentFate) => void, outcome: Outcome): void {
    this.#inFlight--;
    settle(outcome);
    this.#pump();
    this.#endIfRetired();
  }

  #onOutcome(part: Part, outcome: Outcome): void {
    this.#inFlight--;
    switch (outcome.kind) {
      case 'response':
        this.#events.onAnswer(part, outcome.pdu, this);
        break;
      case 'timeout':
        this.#late.expect(outcome.sequence, part);
        this.#events.onTimeout(part);
        break;
      case 'closed':
        this.#events.onLost(part, outcome.written);
        break;
    }
    this.#pump();
    this.#endIfRetired();
  }

  #onLateResponse(pdu: ResponsePdu): void {
    const part = this.#late.take(pdu.sequence);
    if (part === null)
      this.#log.debug({ bind: this.name, command: pdu.command }, 'an answer to nothing we sent');
    else this.#events.onLateAnswer(part, pdu, this);
  }

  #onRequest(pdu: RequestPdu, session: Session): void {
    if (this.#takeUssd?.(pdu, session, this)) return;
    this.#inbound ??= new Inbound(session, this.#inboundContext);
    this.#inbound.receive(pdu);
  }

  /** A bind that does not come about: told once for each reason, not for each attempt. */
  #onState({ phase, lastError, lastCause, retryInMs, attempts }: LinkState): void {
    if (phase === 'bound') this.#toldError = undefined;
    if (phase !== 'waiting' || lastError === this.#toldError) return;
    this.#toldError = lastError;
    this.#log.warn(
      {
        bind: this.name,
        attempts,
        error: tidyOperatorText(lastError ?? ''),
        nextTryInMs: retryInMs,
        advice: bindAdvice(lastCause, this.#operator),
      },
      'not bound, trying again',
    );
  }

  #onBound(session: Session): void {
    this.#inbound = new Inbound(session, this.#inboundContext);
    this.#log.info({ bind: this.name }, 'bound');
    this.#events.onChange();
  }

  #onUnbound({ code, message }: CloseReason): void {
    this.#inbound = null;
    this.#inboundContext.noteLostAnswer();
    this.#retiring = false;
    this.#log.info({ bind: this.name, code, reason: tidyOperatorText(message) }, 'unbound');
    this.#urgent.clear();
    for (const part of this.#queue.splice(0)) this.#events.onUnsent(part);
    this.#late.clear();
    this.#events.onChange();
  }

  #endIfRetired(): void {
    if (this.#retiring && this.#inFlight === 0)
      this.#esme.session?.destroy('the operator says this session is not bound');
  }
}
