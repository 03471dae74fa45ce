// A rate that jumps from one value to the next and stays at the last: flat, steps, a spike.

import type { CumulatedRate } from './cumulated-rate.ts';

interface Piece {
  readonly fromSec: number;
  readonly rate: number;
}

/** `pieces` ascending, the first from 0. */
export function piecewiseRate(pieces: readonly Piece[]): CumulatedRate {
  let counted = 0;
  const summed = pieces.map((piece, index) => {
    const before = pieces[index - 1];
    if (before !== undefined) counted += before.rate * (piece.fromSec - before.fromSec);
    return { ...piece, fromCount: counted };
  });
  const last = summed.at(-1) ?? { fromSec: 0, rate: 0, fromCount: 0 };
  return {
    countAt: (sec) => {
      const { fromSec, rate, fromCount } = summed.findLast((piece) => piece.fromSec <= sec) ?? last;
      return fromCount + rate * (sec - fromSec);
    },
    timeAt: (count) => {
      // Where the rate is 0 two pieces begin at one count: the first that gets further is meant.
      const next = summed.findIndex((piece) => piece.fromCount >= count);
      const piece = summed[next === -1 ? summed.length - 1 : Math.max(0, next - 1)] ?? last;
      const within = count - piece.fromCount;
      return within === 0 ? piece.fromSec : piece.fromSec + within / piece.rate;
    },
  };
}
