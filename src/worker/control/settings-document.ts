// `inspect conf` and `inspect report`: the worker's settings under Celery's names, without passwords.

import { arch, release, type as systemType } from 'node:os';
import { reprValue } from '../../broker/index.ts';
import { softwareInfo } from '../node/software.ts';
import type { WorkerSettings } from '../options.ts';

/** What a worker has that is told nothing. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  task_default_queue: 'celery',
  worker_pool: 'prefork',
  worker_prefetch_multiplier: 4,
  worker_max_tasks_per_child: null,
  worker_send_task_events: false,
};

/** Changed settings only, unless all are asked for. */
export function settingsDocument(settings: WorkerSettings, all: boolean): Readonly<Record<string, unknown>> {
  const document = {
    broker_url: withoutPassword(settings.broker),
    result_backend: withoutPassword(settings.resultBackend),
    task_default_queue: settings.app.defaultQueue,
    task_queues: settings.queues,
    worker_pool: settings.pool,
    worker_concurrency: settings.slots,
    worker_prefetch_multiplier: settings.prefetchMultiplier,
    worker_max_tasks_per_child: settings.limits.recycling.maxTasks ?? null,
    worker_send_task_events: settings.taskEvents,
    include: settings.module === '' ? [] : [settings.module],
  };
  if (all) return document;
  return Object.fromEntries(Object.entries(document).filter(([name, value]) => DEFAULTS[name] !== value));
}

export function reportText(settings: WorkerSettings): string {
  const { sw_ident: name, sw_ver: version } = softwareInfo();
  const lines = Object.entries(settingsDocument(settings, false)).map(
    ([setting, value]) => `${setting}: ${reprValue(value)}`,
  );
  return [
    '',
    `software -> ${name}:${version} node:${process.version.slice(1)}`,
    `platform -> system:${systemType()} arch:${arch()}`,
    `            kernel version:${release()} imp:V8 ${process.versions.v8}`,
    `loader   -> ${settings.app.name}`,
    `settings -> transport:redis results:${withoutPassword(settings.resultBackend)}`,
    '',
    ...lines,
    '',
  ].join('\n');
}

function withoutPassword(url: string): string {
  return url.replace(/^([^:]+:\/\/[^:@/]*):[^@/]*@/, '$1:********@');
}
