// The interval for a mean over repeats, by Student's t. One value a repeat: values inside a repeat are not
// independent of each other, repeats are.

import { tooFew, type Interval, type TooFew } from './answer.ts';
import { moments } from './moments.ts';
import { studentQuantile } from './student-t.ts';

export function tInterval(repeats: readonly number[], confidence = 0.95): Interval | TooFew {
  const figures = moments(repeats);
  if (figures.kind === 'too-few' || figures.count < 2) return tooFew(2);
  const t = studentQuantile(0.5 + confidence / 2, figures.count - 1);
  const half = (t * figures.sd) / Math.sqrt(figures.count);
  return {
    kind: 'interval',
    low: figures.mean - half,
    high: figures.mean + half,
    confidence,
    warnings: figures.sd === 0 ? ['no-spread'] : [],
  };
}
