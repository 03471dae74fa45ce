// Erlang's two formulas, for any number of servers. Source: A. K. Erlang 1917, in the recursion that never overflows.

/**
 * Erlang B: the share of arrivals that find all `servers` busy when nobody waits.
 * @param servers whole number, 0 or more
 * @param offeredLoad arrivals in one service time, 0 or more
 */
export function erlangB(servers: number, offeredLoad: number): number {
  if (offeredLoad <= 0) return servers === 0 ? 1 : 0;
  // The inverse only grows, so a vanishing B ends as 1/Infinity = 0 instead of a lost factorial.
  let inverse = 1;
  for (let k = 1; k <= servers; k++) inverse = 1 + (k / offeredLoad) * inverse;
  return 1 / inverse;
}

/**
 * Erlang C: the probability that an arrival of M/M/c must wait.
 * 1 when the load is at or above the number of servers (the queue then grows without bound).
 */
export function erlangC(servers: number, offeredLoad: number): number {
  if (offeredLoad <= 0) return 0;
  if (offeredLoad >= servers) return 1;
  const blocked = erlangB(servers, offeredLoad);
  return blocked / (1 - (offeredLoad / servers) * (1 - blocked));
}
