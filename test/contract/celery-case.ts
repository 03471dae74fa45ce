// Celery as a case of the systems' contract; its pools are spread over files, which may run beside each other.

import { env } from 'node:process';
import { createSystem } from '../../src/system/index.ts';
import { findCelery, SKIP_WITHOUT_CELERY } from '../celery/python.ts';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import type { SystemCase } from './system.ts';

export function celeryCase(pools: readonly string[]): SystemCase {
  const python = findCelery();
  return {
    create: () => createSystem('celery', env, python === undefined ? {} : { celery: { python } }),
    pools,
    skip: SKIP_WITHOUT_CELERY || SKIP_WITHOUT_REDIS,
  };
}
