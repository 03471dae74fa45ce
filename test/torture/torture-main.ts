// Torture by hand: node dist/test/torture/torture-main.js --tasks 50000 --seed 7
//
// Three workers (prefork, async, threads; 4 slots each) on a Redis with an append-only file run tasks of about 40 ms,
// four in five with late acks, while chance kills children and workers, restarts workers in turn, pauses them, and
// restarts the broker. Every task notes its runs in a ledger apart. Exit code 1 when a late-ack task was lost, more
// was done again than killing explains, or a message was left over.

import { parseArgs } from 'node:util';
import { EVENTS, type ChaosEvent } from './chaos.ts';
import type { Count } from './ledger.ts';
import { describeEvents, torture } from './torture.ts';

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '50000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'pause-ms': { type: 'string', default: '700' },
    only: { type: 'string', default: EVENTS.join(',') },
    logs: { type: 'boolean', default: false },
  },
});

const events = values.only
  .split(',')
  .filter((name): name is ChaosEvent => EVENTS.some((event) => event === name));
const seed = Number(values.seed);
console.log(`seed ${seed}, ${values.tasks} tasks, ${events.join(', ')}`);
const report = await torture({
  tasks: Number(values.tasks),
  seed,
  events,
  pauseMs: Number(values['pause-ms']),
  onProgress: (line) => console.error(line),
});

const row = (name: string, count: Count): string =>
  `${name}: ${count.sent} sent, ${count.once} done once, ${count.again} done again, ${count.lost} lost, ` +
  `${count.cutShort} runs cut short`;
console.log(`${Math.round(report.elapsedMs / 1000)} s, ${describeEvents(report.events)}`);
console.log(row('late acks', report.late));
console.log(row('early acks', report.early));
console.log(
  `killing explains up to ${report.mayRepeat} repeated runs; ${report.leftOver} messages left over`,
);
const again = report.late.again + report.early.again;
const failed = report.late.lost > 0 || again > report.mayRepeat || report.leftOver > 0;
if (failed || values.logs) console.log(report.logs);
console.log(failed ? `FAILED with seed ${seed}` : `passed with seed ${seed}`);
process.exitCode = failed ? 1 : 0;
