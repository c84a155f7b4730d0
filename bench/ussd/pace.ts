import { hopsOfSession } from './dialogue.ts';

/** A hop that may go out. `dueAt` is the monotonic time its latency counts from. */
export type DueHop = { session: number; hop: number; dueAt: number };

/** Decides when which hop goes out. Times are monotonic, in milliseconds. */
export type Pace = {
  /** Hops that have become due since it was asked last. */
  due(now: number): DueHop[];
  /** Told of an answer. @returns what may go out because of it */
  answered(hop: DueHop, now: number): DueHop[];
};

/** Of the sessions from `firstSession`, so many. */
export type Sessions = { firstSession: number; sessions: number };

/** So many subscribers at once; each types as soon as a menu is there, and the next one dials when one has ended. */
export function closedPace({ firstSession, sessions }: Sessions, subscribers: number): Pace {
  let begun = 0;
  const begin = (dueAt: number): DueHop[] =>
    begun < sessions ? [{ session: firstSession + begun++, hop: 0, dueAt }] : [];
  return {
    due: (now) => (begun === 0 ? Array.from({ length: subscribers }, () => begin(now)).flat() : []),
    answered: ({ session, hop }, now) =>
      hop + 1 < hopsOfSession ? [{ session, hop: hop + 1, dueAt: now }] : begin(now),
  };
}

/**
 * Hops at even intervals: each fourth one a subscriber who dials, those between entries of sessions begun before, one by one
 * `thinkMs` after the other. An entry whose menu is not there when it is due goes out as soon as the menu comes, and its
 * latency counts from when it was due: whoever stalls is charged for all that waited.
 */
export function openPace(
  { firstSession, sessions }: Sessions,
  startedAt: number,
  hopsPerSecond: number,
  thinkMs: number,
): Pace {
  const lag = Math.max(1, Math.ceil((thinkMs * hopsPerSecond) / 1000 / hopsOfSession));
  const slots = hopsOfSession * (sessions + lag * (hopsOfSession - 1));
  const slotOf = (index: number, hop: number) => hop + hopsOfSession * (index + hop * lag);
  const answered = new Uint8Array(sessions);
  let slot = 0;
  const hopAt = (index: number, hop: number): DueHop => ({
    session: firstSession + index,
    hop,
    dueAt: startedAt + (slotOf(index, hop) * 1000) / hopsPerSecond,
  });

  return {
    due(now) {
      const ready: DueHop[] = [];
      for (; slot < slots && startedAt + (slot * 1000) / hopsPerSecond <= now; slot += 1) {
        const hop = slot % hopsOfSession;
        const index = Math.floor(slot / hopsOfSession) - hop * lag;
        if (answered[index] === hop) ready.push(hopAt(index, hop));
      }
      return ready;
    },
    answered({ session, hop }) {
      const index = session - firstSession;
      const next = hop + 1;
      answered[index] = next;
      return next < hopsOfSession && slotOf(index, next) < slot ? [hopAt(index, next)] : [];
    },
  };
}
