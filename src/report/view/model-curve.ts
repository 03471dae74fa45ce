// What the model predicts for a measured fleet as its load grows: the curve behind the measured points.

import { predictWait, waitPercentile, type MeasuredSetting } from '../../capacity/index.ts';
import { perSecond } from '../../units/index.ts';

export interface CurvePoint {
  /** Of the slots by task bodies, as measured points have it. */
  readonly utilizationRatio: number;
  readonly waitP95Ms: number;
}

const STEPS = 60;

/** p95 wait of the fleet that was measured, from little load to nearly all it can do; one queue for all its slots. */
export function modelCurve(setting: MeasuredSetting): readonly CurvePoint[] {
  const { concurrency, measuredWorkers, effectiveServiceMs, bodyMs, serviceScv, overheadMs } = setting;
  const slots = concurrency * measuredWorkers;
  return Array.from({ length: STEPS }, (_, i) => {
    const load = ((i + 0.5) / STEPS) * 0.99;
    const ratePerSec = perSecond((load * slots * 1000) / effectiveServiceMs);
    const law = predictWait({ ratePerSec, slots, serviceMs: effectiveServiceMs, serviceScv });
    return {
      utilizationRatio: Math.min(1, (load * bodyMs) / effectiveServiceMs),
      waitP95Ms: waitPercentile(law, 0.95) + overheadMs,
    };
  });
}
