// What the tasks of all systems do: count themselves, and stamp with the machine's monotonic clock. The figures go to
// files, one for each process, so that reporting them costs the measured process nothing while it works.

import { writeFileSync } from 'node:fs';

let bodies = 0;
let lastBodyNs = 0n;
const latenciesNs: number[] = [];

export const FIRST_BODY_FILE = 'HEADCOUNT_BENCH_FIRST_BODY';
export const LAST_BODY_FILE = 'HEADCOUNT_BENCH_LAST_BODY';
export const BODIES_FILE = 'HEADCOUNT_BENCH_BODIES';
export const LATENCIES_FILE = 'HEADCOUNT_BENCH_LATENCIES';

/** The empty task. */
export function emptyBody(): void {
  lastBodyNs = process.hrtime.bigint();
  if (bodies++ === 0) write(FIRST_BODY_FILE, lastBodyNs);
}

/** The task that was told when it was sent: nanoseconds of the monotonic clock, as text. */
export function stampedBody(sentAtNs: string): void {
  latenciesNs.push(Number(process.hrtime.bigint() - BigInt(sentAtNs)));
}

/** Call once at start: what was counted and stamped is written when the process ends. */
export function reportBodiesAtExit(): void {
  process.on('exit', () => {
    if (bodies > 0) {
      write(BODIES_FILE, bodies);
      write(LAST_BODY_FILE, lastBodyNs);
    }
    if (latenciesNs.length > 0) write(LATENCIES_FILE, latenciesNs.join('\n'));
  });
}

function write(variable: string, value: number | bigint | string): void {
  const file = process.env[variable];
  if (file !== undefined) writeFileSync(`${file}.${process.pid}`, String(value));
}
