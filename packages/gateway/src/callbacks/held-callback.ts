import type { Directory } from '#core/directory.ts';
import type { TakenCallback } from '#store/callback-delivery.ts';
import type { CallbackJob, DlrFacts, MoFacts } from './job.ts';

/** A callback in this node's memory, with the id under which the node owns its row: outcomes count only under that id. */
export type HeldCallback = CallbackJob & {
  readonly node: number;
  /** Where it goes; read once, when it entered memory. */
  readonly url: URL;
};

/** Rebuilds what a callback tells from its rows; null when the message or MO is no longer kept. */
export function factsOf(taken: TakenCallback, directory: Directory): DlrFacts | MoFacts | null {
  const { subjectId, accountId } = taken;
  switch (taken.kind) {
    case 'dlr': {
      if (taken.message === null) return null;
      const { connectorId, finalAt, ...message } = taken.message;
      // A message that never reached a connector ends in a state that both families word alike.
      const family =
        (connectorId === null ? undefined : directory.connectors.get(connectorId))?.statusFamily ?? 'smpp';
      return { kind: 'dlr', subjectId, accountId, ...message, family, finalAt: Number(finalAt) };
    }
    case 'mo': {
      if (taken.mo === null) return null;
      const { number, connectorId, source, destination, body, refId, linkId, receivedAt } = taken.mo;
      const isSmpp = directory.connectors.get(connectorId)?.kind === 'smpp';
      return {
        kind: 'mo',
        subjectId,
        accountId,
        number,
        from: source,
        to: destination,
        text: body,
        refId,
        linkId: linkId ?? (isSmpp ? 'smpp' : null),
        receivedAt: Number(receivedAt),
        url: taken.url,
      };
    }
  }
}

/** The address a callback goes to as its account stands now; null when there is none. */
export function addressOf(facts: DlrFacts | MoFacts, directory: Directory): string | null {
  const account = directory.accounts.get(facts.accountId);
  switch (facts.kind) {
    case 'dlr':
      return account?.dlrUrl ?? null;
    case 'mo':
      return facts.url ?? account?.moUrl ?? null;
  }
}
