// The command line of one Celery worker, as an operator would type it.

import type { FleetSpec, GroupSpec } from '../contract.ts';
import { recyclingArgs, slotArgs, timeLimitArgs } from '../worker-options.ts';
import type { CelerySettings } from './settings.ts';

const SYNTHETIC_APP = 'headcount_load.application';

/** `pool` is one that Celery knows; `application` what `-A` takes. */
export function celeryWorkerArgs(
  group: GroupSpec,
  pool: string,
  name: string,
  spec: FleetSpec,
  settings: CelerySettings,
  application: string = SYNTHETIC_APP,
): readonly string[] {
  return [
    ...['-m', 'celery', '-A', application, '-b', kombuUrl(spec.brokerUrl), 'worker'],
    ...['-P', pool],
    ...slotArgs(group),
    ...(group.prefetch === 0 ? [] : ['--prefetch-multiplier', String(group.prefetch)]),
    ...['-Q', group.queues.join(',')],
    ...['-n', `${name}@%h`],
    ...['-l', 'warning'],
    ...recyclingArgs(group),
    ...timeLimitArgs(group),
    ...(settings.without ?? []).map((part) => `--without-${part}`),
    ...(settings.optimization === undefined ? [] : ['-O', settings.optimization]),
  ];
}

// Over TLS kombu wants to be told to check the server's certificate, which we always do.
function kombuUrl(brokerUrl: string): string {
  if (!brokerUrl.startsWith('rediss://')) return brokerUrl;
  const url = new URL(brokerUrl);
  if (!url.searchParams.has('ssl_cert_reqs')) url.searchParams.set('ssl_cert_reqs', 'required');
  return url.href;
}
