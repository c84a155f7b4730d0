/** Waits for work, but no longer than `ms` milliseconds: then the answer is `otherwise`, and the work goes on by itself. */
export async function within<Value>(work: Promise<Value>, ms: number, otherwise: Value): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Value>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), otherwise);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
