// Whether workers take tasks before they can run them, so that one queue becomes one for every worker.

import type { MeasuredSetting } from './plan.ts';

/**
 * Tasks of nearly one length (coefficient of variation up to 10 %) are dealt evenly by any broker: reserving them
 * ahead costs nothing.
 */
export const NEAR_CONSTANT_SCV = 0.01;

/**
 * Celery's workers and ours park at least one task a busy slot whatever the prefetch multiplier (0 is no limit);
 * BullMQ fetches for a free slot only.
 */
export function reservesAhead(setting: MeasuredSetting): boolean {
  return setting.system !== 'bullmq' && setting.serviceScv > NEAR_CONSTANT_SCV;
}
