import type { Log } from '#core/log.ts';

const AT_ONCE = 20;
const MOST = 20_000;

/** What applications are told of sessions that ended without them: a few at a time, so that those who are dialling come first. */
export class Endings {
  readonly #log: Pick<Log, 'warn'>;
  #waiting: (() => Promise<unknown>)[] = [];
  #underWay = 0;
  #isFull = false;

  constructor(log: Pick<Log, 'warn'>) {
    this.#log = log;
  }

  /** @param tell never rejects */
  push(tell: () => Promise<unknown>): void {
    if (this.#waiting.length >= MOST) {
      if (!this.#isFull) {
        this.#isFull = true;
        this.#log.warn(
          { waiting: MOST },
          'applications are slow to hear of ended sessions; of more they are not told',
        );
      }
      return;
    }
    this.#waiting.push(tell);
    this.#next();
  }

  #next(): void {
    while (this.#underWay < AT_ONCE) {
      const tell = this.#waiting.shift();
      if (tell === undefined) {
        this.#isFull = false;
        return;
      }
      this.#underWay++;
      void tell().then(() => {
        this.#underWay--;
        this.#next();
      });
    }
  }
}
