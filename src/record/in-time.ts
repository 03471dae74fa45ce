// Work on a broker that may hang: waited for no longer than a limit, or until a signal. Whoever stops a recording must not
// wait for a server that does not answer.

/** False when the limit or the signal came first; the work then goes on by itself, and nobody hears of its failure. */
export async function inTime(
  work: Promise<unknown>,
  limitMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp = (): void => undefined;
  const late = new Promise<false>((resolve) => {
    giveUp = () => resolve(false);
    timer = setTimeout(giveUp, limitMs);
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted === true) giveUp();
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}
