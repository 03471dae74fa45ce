// The systems a scenario may name.

import type { SystemName } from './contract.ts';

export const SYSTEM_NAMES = ['headcount', 'celery', 'bullmq'] as const satisfies readonly SystemName[];
