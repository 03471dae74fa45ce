// The goal of a plan in words, the same on the page, in the summary and in the text of the plan.

import type { PlanGoal } from '../../capacity/index.ts';
import { formatRate, formatRatio, perSecond } from '../../units/index.ts';

/** "500/s with p95(wait) < 1s, 30 % headroom, 1 worker to spare". */
export function goalText({ ratePerSec, rateFrom, slos, headroomRatio, survive }: PlanGoal): string {
  const from = rateFrom === 'asked' ? '' : ' (none was asked: the highest capacity measured)';
  return [
    `${formatRate(perSecond(ratePerSec))}${from}${slos.length > 0 ? ` with ${slos.join(' and ')}` : ''}`,
    `${formatRatio(headroomRatio)} headroom`,
    ...(survive > 0
      ? [`${survive.toLocaleString('en-US')} ${survive === 1 ? 'worker' : 'workers'} to spare`]
      : []),
  ].join(', ');
}
