// headcount top: who works, who waits, and what to do about it. Live on a terminal, one snapshot into a pipe.

import { setTimeout } from 'node:timers/promises';
import { EXIT } from '../../errors/index.ts';
import type { Milliseconds } from '../../units/index.ts';
import { defineCommand } from '../command.ts';
import { advise } from '../fleet/advice.ts';
import {
  connectFleet,
  destinationArgument,
  durationArgument,
  FLEET_OPTIONS,
  noReply,
  type Fleet,
} from '../fleet/connection.ts';
import type { FleetLoad } from '../fleet/load.ts';
import { loadTable, utilizationOf } from '../fleet/load-table.ts';
import { FleetWatch } from '../fleet/watch.ts';
import type { Host, StopSignal } from '../host.ts';

/** Between the two looks of a snapshot, which tell how fast tasks start. */
const SNAPSHOT_MS = 1_000;
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

export const topCommand = defineCommand({
  command: 'top',
  describe: 'Live utilization per worker and queue, with advice',
  positionals: {},
  options: {
    ...FLEET_OPTIONS,
    queues: { alias: 'Q', type: 'string', describe: 'Show these queues too, even if no worker serves them' },
    interval: { alias: 'i', type: 'string', default: '2s', describe: 'Time between looks' },
    once: { type: 'boolean', default: false, describe: 'One snapshot, even on a terminal' },
    json: { alias: 'j', type: 'boolean', default: false, describe: 'One snapshot as a JSON document' },
  },
  examples: [
    ['headcount top', 'until Ctrl-C'],
    ['headcount top --json | jq .advice', 'what to do, for a script'],
  ],
  run: async ({ broker, timeout, queues, interval, once, json }, host) => {
    const intervalMs = durationArgument('--interval', interval);
    await using fleet = await connectFleet({ broker, timeout }, host);
    const watch = new FleetWatch(fleet, destinationArgument(queues) ?? []);
    if (once || json || !host.stdout.isTerminal) {
      const load = await snapshot(watch);
      if (load.workers.length === 0 && load.queues.length === 0)
        throw noReply(fleet.timeoutMs, undefined, []);
      host.stdout.write(json ? document(load, fleet, host) : table(load, fleet, host));
    } else {
      await live(watch, fleet, intervalMs, host);
    }
    return EXIT.done;
  },
});

async function snapshot(watch: FleetWatch): Promise<FleetLoad> {
  await watch.look();
  await setTimeout(SNAPSHOT_MS);
  return await watch.look();
}

async function live(watch: FleetWatch, fleet: Fleet, intervalMs: Milliseconds, host: Host): Promise<void> {
  const stopped = new AbortController();
  const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const handlers = signals.map((signal) => host.onSignal(signal, () => stopped.abort()));
  try {
    while (!stopped.signal.aborted) {
      host.stdout.write(`${HOME_AND_CLEAR}${table(await watch.look(), fleet, host)}`);
      await setTimeout(intervalMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  } finally {
    for (const handler of handlers) handler[Symbol.dispose]();
  }
}

function table(load: FleetLoad, { broker }: Fleet, host: Host): string {
  const time = host.now().toTimeString().slice(0, 8);
  const count = load.workers.length;
  const workers = `${count} ${count === 1 ? 'worker' : 'workers'}`;
  const title = `headcount top · ${broker.info.kind} ${broker.info.version} · ${time} · ${workers}`;
  return loadTable(load, title, host.stdout.columns);
}

function document(load: FleetLoad, { broker }: Fleet, host: Host): string {
  const answer = {
    format: 'headcount-top',
    version: 1,
    time: host.now().toISOString(),
    broker: broker.info,
    workers: load.workers.map((worker) => ({ ...worker, utilization: utilizationOf(worker) })),
    queues: load.queues,
    advice: advise(load),
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}
