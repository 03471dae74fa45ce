// A load generator: a process of its own, so that the fleet's work and the collector's never delay the load.
// Takes orders over the IPC channel, one trial after another, and ends when the channel closes.

import { setPriority } from 'node:os';
import { env } from 'node:process';
import { describeError, HeadcountError } from '../../errors/index.ts';
import { createSystem } from '../../system/index.ts';
import { GeneratorTrial } from './generator-trial.ts';
import { parseOrder, type GeneratorOrder, type GeneratorReport } from './messages.ts';

let trial: GeneratorTrial | undefined;
let cut = new AbortController();

function report(message: GeneratorReport): void {
  // The run is gone when the channel is: nobody is left to tell.
  if (process.connected) process.send?.(message);
}

async function obey(order: GeneratorOrder): Promise<void> {
  switch (order.order) {
    case 'open':
      trial = new GeneratorTrial(await createSystem(order.system, env).openLoad(order.load), order);
      return report({ report: 'opened' });
    case 'saturate':
    case 'offer':
    case 'closed':
      if (trial === undefined) throw new HeadcountError('BUG', 'the generator was not opened');
      cut = new AbortController();
      return report({ report: 'phase', ...(await trial.send(order, cut.signal)) });
    case 'cut':
      return cut.abort();
    case 'close':
      await trial?.close();
      trial = undefined;
      return report({ report: 'closed' });
  }
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
// Nobody is left to send for: neither a broker that is gone nor a phase under way may keep us.
process.once('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of the terminal; the run decides when the generator ends.
process.on('SIGINT', () => undefined);
report({ report: 'ready' });
