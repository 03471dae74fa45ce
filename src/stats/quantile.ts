// Quantiles of a sorted sample, interpolated between neighbours (Hyndman & Fan's type 7, as R and numpy do).

import { tooFew, type TooFew } from './answer.ts';
import type { SortedSamples } from './sorted-samples.ts';

/** A single figure read from the data. */
export interface Estimate {
  readonly kind: 'estimate';
  readonly value: number;
}

/** The value below which the share `p` (0 to 1) of the sample lies. */
export function quantile(samples: SortedSamples, p: number): Estimate | TooFew {
  if (samples.length === 0) return tooFew(1);
  const place = (samples.length - 1) * p;
  const below = Math.floor(place);
  const low = samples[below] ?? Number.NaN;
  const high = samples[Math.min(below + 1, samples.length - 1)] ?? low;
  return { kind: 'estimate', value: low === high ? low : low + (high - low) * (place - below) };
}

/** The middle value; the mean of the middle two of an even number. */
export function median(samples: SortedSamples): Estimate | TooFew {
  return quantile(samples, 0.5);
}
