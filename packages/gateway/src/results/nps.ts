/** The Net Promoter Score of a question: promoters say 9 or 10, passives 7 or 8, detractors 0 to 6. */
export type NetPromoterScore = {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  /** Answers. */
  readonly n: number;
  /** Share of promoters minus share of detractors, in whole percent: -100 to 100. Null where nobody answered. */
  readonly score: number | null;
  /** Where the score of all people like these lies, 95 times of 100: wide where few answered. Null where nobody did. */
  readonly interval: readonly [number, number] | null;
};

/** Of the normal distribution, for 95 %. */
const Z = 1.96;

/**
 * Works the score out. The interval is the adjusted Wald interval for net promoter scores (Rocks, The American Statistician,
 * 2016): three answers are added, three quarters of one to the promoters and to the detractors each, so that few answers, or
 * answers that all say the same, do not look certain. It is widened to the score itself where that lies outside of it.
 * @param counts how often each of 0 to 10 was given
 */
export function netPromoterScore(counts: ReadonlyMap<number, number>): NetPromoterScore {
  const between = (low: number, high: number) => {
    let sum = 0;
    for (let value = low; value <= high; value += 1) sum += counts.get(value) ?? 0;
    return sum;
  };
  const promoters = between(9, 10);
  const passives = between(7, 8);
  const detractors = between(0, 6);
  const n = promoters + passives + detractors;
  if (n === 0) return { promoters, passives, detractors, n, score: null, interval: null };
  const score = whole((promoters - detractors) / n);
  return { promoters, passives, detractors, n, score, interval: intervalOf(promoters, detractors, n, score) };
}

function intervalOf(promoters: number, detractors: number, n: number, score: number): [number, number] {
  const total = n + 3;
  const up = (promoters + 0.75) / total;
  const down = (detractors + 0.75) / total;
  const reach = Z * Math.sqrt((up + down - (up - down) ** 2) / total);
  const low = whole(Math.max(-1, up - down - reach));
  const high = whole(Math.min(1, up - down + reach));
  return [Math.min(low, score), Math.max(high, score)];
}

/** In whole percent, halves away from zero, and never a negative zero. */
function whole(share: number): number {
  const percent = Math.sign(share) * Math.round(Math.abs(share) * 100 + 1e-9);
  return percent === 0 ? 0 : percent;
}
