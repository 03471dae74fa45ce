// The systems a scenario may name, and those that this version can run.

import type { SystemName } from './contract.ts';

/** Every system the format knows. */
export const SYSTEM_NAMES = ['headcount', 'celery', 'bullmq'] as const satisfies readonly SystemName[];

/** The systems this version runs; a scenario that names another is refused. */
export const SUPPORTED_SYSTEMS: readonly SystemName[] = ['headcount'];
