// A fixed amount of work for a CPU task. It is counted in iterations, not in time: when others compete for the core
// it takes longer, which is what a load test is here to see.

/** Rounds of the kernel in one iteration; makes an iteration about a tenth of a microsecond. */
const ROUNDS = 64;
/** Iterations done in one call of the kernel, so that its counter stays a small integer, however long the task. */
const CHUNK = 1 << 20;

let sink = 1;

/** Does that many iterations and answers the final state, which depends on every one of them. */
export function cpuWork(iterations: number): number {
  for (let left = iterations; left > 0; left -= CHUNK) sink = kernel(sink, Math.min(left, CHUNK) | 0);
  return sink;
}

// Each round needs the one before (a xorshift step and a multiplication), so nothing can be skipped, folded or
// run side by side; no memory is touched, so caches don't matter.
function kernel(start: number, iterations: number): number {
  let state = start | 1;
  for (let i = 0; i < iterations; i++) {
    for (let round = 0; round < ROUNDS; round++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state = (Math.imul(state, 0x2c1b3c6d) + round) | 0;
    }
  }
  return state;
}
