/** Counts requests under way for each account, so that one with many addresses cannot take all sockets. */
export class AccountLimit {
  readonly #limit: number;
  readonly #underWay = new Map<number, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  isReached(accountId: number): boolean {
    return (this.#underWay.get(accountId) ?? 0) >= this.#limit;
  }

  start(accountId: number): void {
    this.#underWay.set(accountId, (this.#underWay.get(accountId) ?? 0) + 1);
  }

  end(accountId: number): void {
    const left = (this.#underWay.get(accountId) ?? 1) - 1;
    if (left > 0) this.#underWay.set(accountId, left);
    else this.#underWay.delete(accountId);
  }
}
