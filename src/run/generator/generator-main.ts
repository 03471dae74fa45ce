// The load generator: a process of its own, so that the fleet's work and the collector's never delay the load.
// Takes orders over the IPC channel, one trial after another, and ends when the channel closes.

import { setPriority } from 'node:os';
import { env } from 'node:process';
import { describeError, HeadcountError } from '../../errors/index.ts';
import { createSystem, type LoadPort } from '../../system/index.ts';
import { random } from '../../stats/index.ts';
import { arrivalSchedule, planTasks, type TaskPlan } from '../../workload/index.ts';
import { perSecond } from '../../units/index.ts';
import { parseOrder, type GeneratorOrder, type GeneratorReport, type PhaseSent } from './messages.ts';
import { offer } from './offer.ts';
import { saturate } from './saturate.ts';
import { Sending } from './sending.ts';

interface Opened {
  readonly port: LoadPort;
  readonly plan: TaskPlan;
  readonly seed: number;
}

let opened: Opened | undefined;
let phases = 0;
let cut = new AbortController();

function report(message: GeneratorReport): void {
  // The run is gone when the channel is: nobody is left to tell.
  if (process.connected) process.send?.(message);
}

async function obey(order: GeneratorOrder): Promise<void> {
  switch (order.order) {
    case 'open': {
      const port = await createSystem(order.system, env).openLoad(order.load);
      const plan = planTasks(order.load.workload, order.seed, { iterationsPerMs: order.cpuIterationsPerMs });
      opened = { port, plan, seed: order.seed };
      return report({ report: 'opened' });
    }
    case 'saturate':
    case 'offer':
      return report({ report: 'phase', phase: await sendPhase(order) });
    case 'cut':
      return cut.abort();
    case 'close':
      await opened?.port.close();
      opened = undefined;
      return report({ report: 'closed' });
  }
}

async function sendPhase(order: GeneratorOrder & { order: 'saturate' | 'offer' }): Promise<PhaseSent> {
  if (opened === undefined) throw new HeadcountError('BUG', 'the generator was not opened');
  const { port, plan, seed } = opened;
  const { startNs, endNs } = order;
  cut = new AbortController();
  const sending = new Sending(port, plan, startNs);
  if (order.order === 'saturate') {
    return saturate(
      sending,
      { startNs, endNs, depth: order.depth, waiting: () => port.waiting() },
      cut.signal,
    );
  }
  const arrivals = random(seed).stream(`arrivals/${phases++}`);
  const nextOffsetNs = arrivalSchedule(order.arrivals, perSecond(order.ratePerSec), arrivals);
  return offer(sending, { startNs, endNs, nextOffsetNs }, cut.signal);
}

// In production the load comes from another machine: where we may, no worker's CPU time delays it.
try {
  setPriority(-10);
} catch {
  // Without the right to it the slip tells whether that mattered.
}

process.on('message', (message) => {
  obey(parseOrder(message)).catch((error: unknown) =>
    report({ report: 'failed', message: describeError(error) }),
  );
});
process.once('disconnect', () => {
  cut.abort();
  void opened?.port.close();
});
// Ctrl-C reaches every process of the terminal; the run decides when the generator ends.
process.on('SIGINT', () => undefined);
report({ report: 'ready' });
