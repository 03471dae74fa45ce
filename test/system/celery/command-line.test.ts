import assert from 'node:assert/strict';
import { test } from 'node:test';
import { celeryWorkerArgs } from '../../../src/system/celery/command-line.ts';
import type { CelerySettings } from '../../../src/system/celery/settings.ts';
import type { GroupSpec } from '../../../src/system/index.ts';
import { bytes, ms } from '../../../src/units/index.ts';

const GROUP: GroupSpec = {
  name: 'web',
  workers: 1,
  queues: ['a', 'b'],
  pool: 'prefork',
  concurrency: 8,
  prefetch: 4,
};

function args(
  group: Partial<GroupSpec>,
  settings: CelerySettings = {},
  brokerUrl = 'redis://127.0.0.1/0',
): string {
  const whole = { ...GROUP, ...group };
  const spec = {
    groups: [whole],
    brokerUrl,
    workload: { tasks: [] },
    samplesPath: '/s',
    readyTimeoutMs: ms(1),
  };
  return celeryWorkerArgs(whole, whole.pool, 'web-2', spec, settings).join(' ');
}

test('a worker is started as an operator types it', () => {
  assert.equal(
    args({}),
    '-m celery -A headcount_load.application -b redis://127.0.0.1/0 worker -P prefork -c 8 --prefetch-multiplier 4 ' +
      '-Q a,b -n web-2@%h -l warning',
  );
});

test('limits of children, autoscaling and parts that are left out reach the command line', () => {
  const limits = { maxTasksPerChild: 1000, maxMemoryPerChildBytes: bytes(200 * 1024 * 1024 + 1) };
  assert.match(args(limits), /--max-tasks-per-child 1000 --max-memory-per-child 204801/);
  const limited = args({ softTimeLimitMs: ms(120_000), timeLimitMs: ms(2500) });
  assert.match(limited, / --soft-time-limit 120 --time-limit 2.5$/);
  const scaled = args({ autoscale: { min: 2, max: 8 } });
  assert.match(scaled, / --autoscale 8,2 /);
  assert.doesNotMatch(scaled, / -c /);
  assert.match(
    args({}, { without: ['gossip', 'mingle', 'heartbeat'], optimization: 'fair' }),
    /--without-gossip --without-mingle --without-heartbeat -O fair$/,
  );
});

test('no limit of prefetch is a setting, because on the command line 0 means the setting', () => {
  assert.doesNotMatch(args({ prefetch: 0 }), /prefetch/);
});

test('over TLS the certificate is checked unless the URL says otherwise', () => {
  assert.match(args({}, {}, 'rediss://host/0'), / rediss:\/\/host\/0\?ssl_cert_reqs=required /);
  assert.match(
    args({}, {}, 'rediss://host/0?ssl_cert_reqs=none'),
    / rediss:\/\/host\/0\?ssl_cert_reqs=none /,
  );
});
