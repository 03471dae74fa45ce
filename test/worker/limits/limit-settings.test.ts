import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { App } from '../../../src/worker/index.ts';
import { decideLimitSettings } from '../../../src/worker/limits/limit-settings.ts';

describe('limit options', () => {
  it('are off by default', () => {
    assert.deepEqual(decideLimitSettings({}, 'prefork'), {
      time: { softLimitMs: undefined, hardLimitMs: undefined },
      recycling: { maxTasks: undefined, maxMemoryBytes: undefined },
      maxHeapMiB: undefined,
      autoscale: undefined,
      disablePrefetch: false,
    });
  });

  it('take seconds and KiB as Celery does, or units', () => {
    const settings = decideLimitSettings(
      { softTimeLimit: 1.5, timeLimit: '2m', maxMemoryPerChild: 2_048, maxHeapPerChild: '64MiB' },
      'prefork',
    );
    assert.deepEqual(settings.time, { softLimitMs: 1_500, hardLimitMs: 120_000 });
    assert.equal(settings.recycling.maxMemoryBytes, 2 * 1024 * 1024);
    assert.equal(settings.maxHeapMiB, 64);
  });

  it('take autoscale bounds in any order, and 0 means no limit', () => {
    const { autoscale, time } = decideLimitSettings(
      { autoscale: { max: 2, min: 8 }, autoscaleKeepalive: '5s', timeLimit: 0 },
      'async',
    );
    assert.deepEqual(autoscale, { bounds: { max: 8, min: 2 }, keepaliveMs: 5_000 });
    assert.equal(time.hardLimitMs, undefined);
  });

  it('are refused where they make no sense', () => {
    const refused = [
      () => decideLimitSettings({ softTimeLimit: 2, timeLimit: 2 }, 'prefork'),
      () => decideLimitSettings({ timeLimit: -1 }, 'prefork'),
      () => decideLimitSettings({ maxTasksPerChild: 0 }, 'prefork'),
      () => decideLimitSettings({ maxTasksPerChild: 5 }, 'async'),
      () => decideLimitSettings({ maxMemoryPerChild: '1MiB' }, 'solo'),
      () => decideLimitSettings({ maxMemoryPerChild: 'much' }, 'prefork'),
      () => decideLimitSettings({ maxHeapPerChild: '1MiB' }, 'prefork'),
      () => decideLimitSettings({ autoscale: { max: 4, min: 1 } }, 'solo'),
      () => decideLimitSettings({ autoscale: { max: 0, min: 0 } }, 'async'),
      () => new App('x').task('x', () => {}, { softTimeLimit: 3, timeLimit: 2 }),
      () => new App('x').task('x', () => {}, { rateLimit: 'often' }),
      () => new App('x').task('x', () => {}, { maxDeliveries: 0 }),
    ];
    for (const refuse of refused) assert.throws(refuse, { code: 'BAD_OPTION' });
  });
});
