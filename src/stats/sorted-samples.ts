// Samples in ascending order, as a type: an unsorted array cannot reach a quantile by mistake.

declare const ascending: unique symbol;

export type SortedSamples = Float64Array & { readonly [ascending]: true };

/** A sorted copy. Throws RangeError on a value that is not a number: it would have no place in the order. */
export function sortSamples(values: Iterable<number>): SortedSamples {
  const sorted = Float64Array.from(values).sort();
  // Typed arrays sort NaN to the end.
  if (Number.isNaN(sorted.at(-1))) throw new RangeError('a sample is not a number');
  return sorted as SortedSamples;
}
