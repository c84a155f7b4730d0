import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Clock } from '#core/clock.ts';
import type { Directory } from '#core/directory.ts';
import { createLog } from '#core/log.ts';
import { sealerOf } from '#core/sealing.ts';
import type { HandleUssd } from '#core/ussd.ts';
import { ussdProfileOf } from '#core/ussd-profile.ts';
import { sessionIds } from '#core/ussd-session-id.ts';
import { HotConnection } from '#store/hot-connection.ts';
import { UssdSessionStore } from '#store/ussd-session-store.ts';
import type { AskApp } from '#ussd/apps/app.ts';
import { UssdRoom } from '#ussd/handle-event.ts';

export type UssdWorld = { readonly handle: HandleUssd; close(): Promise<void> };

export type UssdWorldDeps = {
  readonly config: pg.ClientConfig;
  readonly directory: () => Directory;
  readonly clock: Clock;
};

/** The real room of USSD over the real database; every application is one menu that says what was entered. */
export function openUssdWorld({ config, directory, clock }: UssdWorldDeps): UssdWorld {
  const node = () => 1;
  const sealer = sealerOf(randomBytes(32));
  const hasty = new HotConnection(config, 'claims', undefined, undefined, 'hasty');
  const durable = new HotConnection(config, 'hops');
  const store = new UssdSessionStore({ hasty, durable, beginning: durable, node });
  const log = createLog('silent');
  const room = new UssdRoom({
    store,
    solitude: () => null,
    sealer,
    directory,
    ask: { http: menu, script: menu, flow: menu },
    tellEnd: () => undefined,
    newSessionId: sessionIds(node, clock.now),
    profileOf: (id) => ussdProfileOf(directory().ussdConnectors.get(id)?.settings ?? {}),
    clock,
    log,
  });
  return {
    handle: room.handle,
    close: async () => {
      await hasty.close();
      await durable.close();
    },
  };
}

/** Fails on `boom`, ends on `0`. */
const menu: AskApp = async ({ inputs }) => {
  const last = inputs.at(-1);
  if (last === 'boom') return { kind: 'failed', reason: 'http', detail: 'HTTP status 500' };
  const text = last === undefined ? 'Welcome\n1. Go on\n0. Leave' : `You entered ${inputs.join(', ')}`;
  return {
    kind: 'reply',
    reply: { action: last === '0' ? 'end' : 'con', text },
    state: null,
    lenient: false,
  };
};
