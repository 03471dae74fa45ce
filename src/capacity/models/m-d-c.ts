// M/D/c, constant service: the exact mean wait and probability of waiting from the roots of z^c = exp(-a(1-z)) inside
// the unit circle (Crommelin 1932), each found by Newton's method; and Kimura's 1991 closed form, for where the exact
// sum has no digits left (a wait far below rounding) or too many terms (thousands of servers).

/** Up to here every root is found; beyond, the closed form is within 2 % where at least one task in five waits. */
const EXACT_SERVERS = 1000;
/** Below this mean queue, per server, the exact sum is mostly rounding. */
const EXACT_DIGITS = 1e-11;

export interface ConstantServiceWait {
  /** Mean tasks waiting; 0 or more. */
  readonly meanQueue: number;
  readonly waitProbability: number;
}

/**
 * Exact M/D/c. `offeredLoad` in (0, servers). The queue's absolute error is about 1e-14 per server.
 */
export function constantServiceWait(servers: number, offeredLoad: number): ConstantServiceWait {
  const spare = servers - offeredLoad;
  let inSystem = (servers - spare * spare) / (2 * spare);
  let logProduct = 0;
  // Roots k and c-k are conjugates: half of them, counted twice, and the real one of an even c once.
  for (let k = 1; 2 * k <= servers; k++) {
    const times = 2 * k === servers ? 1 : 2;
    const { re, im } = oneMinusRoot(servers, offeredLoad, k);
    const square = re * re + im * im;
    inSystem += (times * re) / square;
    logProduct += (times * Math.log(square)) / 2;
  }
  return {
    meanQueue: Math.max(0, inSystem - offeredLoad),
    waitProbability: Math.max(0, 1 - spare * Math.exp(-logProduct)),
  };
}

/** Mean wait of M/D/c divided by that of M/M/c: from c/(c+1) in light traffic to 1/2 in heavy traffic. */
export function constantToExponentialRatio(servers: number, offeredLoad: number, erlangC: number): number {
  const utilization = offeredLoad / servers;
  if (servers <= EXACT_SERVERS) {
    const { meanQueue } = constantServiceWait(servers, offeredLoad);
    if (meanQueue > EXACT_DIGITS * servers) {
      const exponentialQueue = (erlangC * utilization) / (1 - utilization);
      return Math.min(servers / (servers + 1), Math.max(0.5, meanQueue / exponentialQueue));
    }
  }
  return kimura1991(servers, utilization);
}

// Cosmetatos 1976 with the factor of Kimura 1991 (J. Oper. Res. Soc. 42) that restores the light-traffic limit.
function kimura1991(servers: number, utilization: number): number {
  if (servers === 1) return 0.5;
  const f = ((servers - 1) * (Math.sqrt(4 + 5 * servers) - 2)) / (16 * servers);
  const theta = (servers - 1) / (servers + 1);
  const idle = (1 - utilization) / utilization;
  return 0.5 * (1 + f * idle * -Math.expm1(-theta / (f * idle)));
}

// 1 - z for the k-th root: Newton on z = w exp(-b(1-z)) with w = exp(2 pi i k/c), b = a/c, started at w/2.
function oneMinusRoot(servers: number, offeredLoad: number, k: number): { re: number; im: number } {
  const b = offeredLoad / servers;
  const angle = (2 * Math.PI * k) / servers;
  let re = Math.cos(angle) / 2;
  let im = Math.sin(angle) / 2;
  for (let step = 0; step < 60; step++) {
    // g = w exp(-b(1-z)); f = z - g; f' = 1 - b g
    const size = Math.exp(-b * (1 - re));
    const gRe = size * Math.cos(angle + b * im);
    const gIm = size * Math.sin(angle + b * im);
    const fRe = re - gRe;
    const fIm = im - gIm;
    const slopeRe = 1 - b * gRe;
    const slopeIm = -b * gIm;
    const slopeSquare = slopeRe * slopeRe + slopeIm * slopeIm;
    const dRe = (fRe * slopeRe + fIm * slopeIm) / slopeSquare;
    const dIm = (fIm * slopeRe - fRe * slopeIm) / slopeSquare;
    re -= dRe;
    im -= dIm;
    if (Math.abs(dRe) + Math.abs(dIm) < 1e-15) break;
  }
  return { re: 1 - re, im: -im };
}
