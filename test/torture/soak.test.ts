// The short form of the soak; soak-main.ts runs the long one. The seed is printed.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { soak } from './soak.ts';

describe('random control commands', { timeout: 120_000, skip: SKIP_WITHOUT_REDIS }, () => {
  for (const pool of ['prefork', 'async'] as const) {
    const seed = Date.now() % 1_000_000;
    it(`never make a ${pool} worker hold more than its prefetch limit (seed ${seed})`, async (t) => {
      const report = await soak({ pool, seconds: 8, seed });
      t.diagnostic(`${[...report.commands].join(' ')}; ${report.samples} looks, ${report.count.sent} tasks`);
      assert.deepEqual(report.violations, []);
      assert.equal(report.count.again, 0);
      assert.equal(report.missing, 0);
      assert.ok(report.samples > 20);
    });
  }
});
