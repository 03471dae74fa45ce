// Where a latency lies among the counts of an HDR histogram with three digits and lowest value 1: the library's own
// arithmetic (logarithm and powers of doubles) done with integer instructions, as this runs a dozen times a task.

/** Values below this have a bucket each; above, buckets double in width from one power of two to the next. */
const FINEST = 2048;
const HALF = 1024;
const LOW_BITS = 21;
const LOW_RANGE = 2 ** LOW_BITS;
const POWERS = Float64Array.from({ length: 54 }, (_, exponent) => 2 ** exponent);

/** `value`: a whole number from 0 to 2^53. */
export function bucketIndex(value: number): number {
  if (value < FINEST) return value;
  if (value <= 0x7fff_ffff) {
    const bucket = LOW_BITS - Math.clz32(value);
    return bucket * HALF + (value >>> bucket);
  }
  const bucket = 2 * LOW_BITS - Math.clz32(Math.floor(value / LOW_RANGE));
  return bucket * HALF + Math.floor(value / (POWERS[bucket] ?? 1));
}

/** Whether a histogram has the layout that `bucketIndex` speaks of. */
export function hasOurLayout(histogram: {
  readonly subBucketHalfCount: number;
  readonly unitMagnitude: number;
}): boolean {
  return histogram.subBucketHalfCount === HALF && histogram.unitMagnitude === 0;
}
