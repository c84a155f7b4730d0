import type { Clock } from '#core/clock.ts';
import { type PartId, partsToSend, type SubmitOutcome } from '#core/connector.ts';
import type { Log } from '#core/log.ts';
import { type FinalStateName, messageState } from '#core/message-state.ts';
import { operatorIdKey } from '#core/operator-id.ts';
import type { MtMessage } from './message.ts';
import type { OperatorQueue } from './operator-queue.ts';
import type { MessageRecorder } from './recorder.ts';
import type { SentIndex } from './sent-index.ts';

export type FinishDeps = {
  readonly recorder: MessageRecorder;
  readonly sent: SentIndex;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a connector's owner would rather lose a message than risk sending it twice. */
  readonly failsWhenUncertain: (connectorId: number) => boolean;
  /** The message is no longer in this node's hands. */
  readonly onGone: (messageId: string) => void;
};

const MAX_UNCERTAIN_ATTEMPTS = 10;

/** Decides what an operator's answer to a submit means for the message: on, again, later, or over. */
export function finish(
  deps: FinishDeps,
  message: MtMessage,
  outcome: SubmitOutcome,
  queue: OperatorQueue,
): void {
  const parts = partsToSend(message);
  const settle = () => queue.settled(parts);
  const settleGone = () => {
    deps.onGone(message.id);
    settle();
  };
  if (outcome.ids.length > 0) takeIds(deps, message, outcome.ids);
  switch (outcome.kind) {
    case 'accepted':
      queue.calm();
      message.attempts += 1;
      message.text = '';
      message.receiptsDue =
        message.partsDone.length + outcome.ids.filter(({ operatorId }) => operatorId !== '').length;
      deps.recorder.record(
        message,
        {
          state: messageState.submitted,
          reason: '',
          submitted: true,
          ids: outcome.ids,
          dequeue: true,
          proven: false,
        },
        settleGone,
      );
      return;
    case 'refused':
      message.attempts += 1;
      if (outcome.alert)
        deps.log.error(
          { connectorId: message.connectorId, reason: outcome.reason },
          'the operator refuses messages of this kind',
        );
      return end(deps, message, outcome.state, outcome.reason, outcome.ids, settleGone);
    case 'throttled':
      keepIds(deps, message, outcome.ids);
      queue.pause();
      queue.again(message);
      return settle();
    case 'unsent':
      keepIds(deps, message, outcome.ids);
      queue.again(message);
      return settle();
    case 'retry':
      message.attempts += 1;
      if (message.attempts >= outcome.maxAttempts)
        return end(deps, message, 'rejected', outcome.reason, outcome.ids, settleGone);
      if (deps.clock.now() + outcome.afterMs >= message.expiresAt) {
        return end(deps, message, 'expired', 'Validity period exceeded', outcome.ids, settleGone);
      }
      keepIds(deps, message, outcome.ids);
      return deps.recorder.putBack(message, outcome.afterMs, outcome.reason, settleGone);
    case 'uncertain':
      message.attempts += 1;
      message.possibleDuplicate = true;
      // Its row is asked once more before it goes out again: a receipt may have ended the message meanwhile.
      message.released = false;
      deps.recorder.note({ messageId: message.id, kind: 'uncertain', detail: outcome.reason });
      if (message.attempts >= MAX_UNCERTAIN_ATTEMPTS || deps.failsWhenUncertain(message.connectorId)) {
        return end(deps, message, 'rejected', outcome.reason, outcome.ids, settleGone);
      }
      keepIds(deps, message, outcome.ids);
      queue.again(message);
      return settle();
  }
}

/** Ends a message that waited longer than it was worth. It holds no window slot. */
export function expire(deps: Pick<FinishDeps, 'recorder' | 'onGone'>, message: MtMessage): void {
  deps.recorder.record(message, final('expired', 'Validity period exceeded', []), () =>
    deps.onGone(message.id),
  );
}

function end(
  deps: FinishDeps,
  message: MtMessage,
  state: FinalStateName,
  reason: string,
  ids: readonly PartId[],
  onDisk: () => void,
): void {
  message.text = '';
  deps.recorder.record(message, final(state, reason, ids), onDisk);
}

function final(state: FinalStateName, reason: string, ids: readonly PartId[]) {
  return { state: messageState[state], reason, submitted: false, ids, dequeue: true, proven: false };
}

function takeIds(deps: FinishDeps, message: MtMessage, ids: readonly PartId[]): void {
  const sentAt = deps.clock.now();
  for (const { part, operatorId } of ids) {
    if (operatorId === '') continue;
    const idKey = operatorIdKey(operatorId);
    deps.sent.add(message.connectorId, idKey, { message, part, sentAt, idKey });
  }
}

/** Parts the operator took before it stopped are not sent again, as long as this node holds the message. */
function keepIds(deps: FinishDeps, message: MtMessage, ids: readonly PartId[]): void {
  if (ids.length === 0) return;
  // No row tells of a part that has no id: whoever takes the message from its row sends that part again.
  if (ids.some(({ operatorId }) => operatorId === '')) message.possibleDuplicate = true;
  message.partsDone = [...message.partsDone, ...ids.map(({ part }) => part)];
  deps.recorder.record(
    message,
    { state: messageState.queued, reason: '', submitted: false, ids, dequeue: false, proven: false },
    () => undefined,
  );
}
