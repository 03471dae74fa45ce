// The soak by hand: node dist/test/torture/soak-main.js --seconds 3600 --pool prefork --seed 7
//
// One worker of 4 slots and prefetch multiplier 3 under load gets random control commands (pool_grow, pool_shrink,
// add_consumer, cancel_consumer, rate_limit, time_limit, revoke) and is looked at five times after each. Exit code 1
// when it held more than its limit once, or a task that nobody revoked was not done, or one was done twice.

import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3600' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    pool: { type: 'string', default: 'prefork' },
  },
});

const seed = Number(values.seed);
const pool = values.pool === 'async' ? 'async' : 'prefork';
console.log(`seed ${seed}, ${values.seconds} s, ${pool}`);
let saidAtMs = 0;
const report = await soak({
  pool,
  seconds: Number(values.seconds),
  seed,
  onProgress: (line) => {
    if (performance.now() - saidAtMs < 10_000) return;
    saidAtMs = performance.now();
    console.error(line);
  },
});
const commands = [...report.commands].map(([method, times]) => `${method} ${times}`).join(', ');
console.log(`commands: ${commands}`);
console.log(
  `${report.samples} looks at a limit between ${report.smallestLimit} and ${report.largestLimit}: ` +
    `${report.violations.length} over it`,
);
console.log(
  `${report.count.sent} tasks: ${report.count.once} done once, ${report.count.again} again, ` +
    `${report.count.lost} not done, of which ${report.missing} were not revoked`,
);
const failed = report.violations.length > 0 || report.missing > 0 || report.count.again > 0;
if (failed) console.log(report.violations.slice(0, 20).join('\n'));
console.log(failed ? `FAILED with seed ${seed}` : `passed with seed ${seed}`);
process.exitCode = failed ? 1 : 0;
