// Holm's step-down correction (1979): the chance of even one false alarm over all tests stays below alpha,
// whatever the tests have to do with each other.

/** Adjusted p values in the order given; compare each with alpha as it is. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p);
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  order.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (order.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
