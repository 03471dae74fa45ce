// ln Γ(x) for x > 0: shifted up to where Stirling's series converges to double precision.

const SHIFT = 15;
/** B(2k) / (2k (2k - 1)) for k = 1, 2, ...: the coefficients of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < SHIFT) product *= shifted++;
  const inverse = 1 / shifted;
  let series = 0;
  let power = inverse;
  for (const coefficient of STIRLING) {
    series += coefficient * power;
    power *= inverse * inverse;
  }
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  );
}
