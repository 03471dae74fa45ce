// Which faults a broker can be put through. Asked before anything is started.

import { HeadcountError } from '../../errors/index.ts';
import type { FaultAction, PlannedFault } from '../../scenario/index.ts';
import type { RunBroker } from '../contract.ts';

/** Throws BAD_SCENARIO when a planned fault cannot, or must not, be done to this broker. */
export function checkBrokerFaults(planned: readonly PlannedFault[], broker: RunBroker): void {
  for (const { action } of planned) {
    const refusal = refusalOf(action, broker);
    if (refusal !== undefined)
      throw new HeadcountError('BAD_SCENARIO', refusal.wrong, { hint: refusal.hint });
  }
}

function refusalOf(
  action: FaultAction,
  { record, url, restart }: RunBroker,
): { readonly wrong: string; readonly hint: string } | undefined {
  const touches = action.fault === 'restart-broker' || action.fault === 'pause-broker';
  if (touches && !record.ownedByRun) {
    return {
      wrong: `the scenario plans ${action.fault}, but the broker at ${record.url} was not started by this run`,
      hint: 'Others may use it. Leave --broker, broker:, HEADCOUNT_BROKER and REDIS_URL away to have a private one.',
    };
  }
  if (action.fault === 'restart-broker' && restart === undefined) {
    return {
      wrong:
        'the scenario plans restart-broker, but the embedded broker keeps everything in memory and would lose it',
      hint: 'Put redis-server or valkey-server on the PATH; the embedded broker can be paused and delayed.',
    };
  }
  if (action.fault === 'delay-broker' && !url.startsWith('redis://')) {
    return {
      wrong: `the scenario plans delay-broker, but the way to ${record.url} cannot be led through a proxy`,
      hint: 'A delay needs a redis:// URL: TCP without TLS.',
    };
  }
  return undefined;
}
