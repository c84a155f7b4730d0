/** The line of each phone, opened when first asked for; beyond `max` the oldest are forgotten. */
export function keptLines<T>(open: (msisdn: string) => T, max = 100_000): (msisdn: string) => T {
  const lines = new Map<string, T>();
  return (msisdn) => {
    const known = lines.get(msisdn);
    if (known !== undefined) return known;
    const line = open(msisdn);
    lines.set(msisdn, line);
    if (lines.size > max) {
      const [oldest] = lines.keys();
      if (oldest !== undefined) lines.delete(oldest);
    }
    return line;
  };
}
