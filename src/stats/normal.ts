// The standard normal law, to double precision in both tails.

const SQRT_2PI = Math.sqrt(2 * Math.PI);
/** Where the series hands over to the continued fraction. */
const TAIL = 3;

export const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / SQRT_2PI;

/** P(Z <= z). */
export function normalCdf(z: number): number {
  if (z === -Infinity) return 0;
  if (z === Infinity) return 1;
  if (Math.abs(z) < TAIL) return 0.5 + normalDensity(z) * centralSeries(z);
  return z < 0 ? normalDensity(z) * millsRatio(-z) : 1 - normalDensity(z) * millsRatio(z);
}

/** The z with P(Z <= z) = p, for 0 < p < 1; -Infinity and Infinity at the ends. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  let z = roughQuantile(p);
  // Halley's method: three steps take the rough start to the last digit.
  for (let step = 0; step < 3; step++) {
    const density = normalDensity(z);
    if (density === 0) break;
    const error = (normalCdf(z) - p) / density;
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

// z + z^3/3 + z^5/15 + ... (Abramowitz & Stegun 26.2.11): all terms of one sign, so nothing cancels.
function centralSeries(z: number): number {
  let term = z;
  let total = z;
  for (let n = 3; Math.abs(term) > Math.abs(total) * 1e-17; n += 2) {
    term *= (z * z) / n;
    total += term;
  }
  return total;
}

// Upper tail divided by density: Laplace's continued fraction (26.2.14), from the inside out.
function millsRatio(z: number): number {
  let fraction = z;
  for (let n = 120; n >= 1; n--) fraction = z + n / fraction;
  return 1 / fraction;
}

// Abramowitz & Stegun 26.2.23: absolute error below 4.5e-4.
function roughQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return above / below - t;
}
