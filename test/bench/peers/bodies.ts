// What the empty task of both systems does: count itself, and stamp the first call with the machine's monotonic
// clock. The figures go to files, so that reporting them costs the measured process nothing while it works.

import { writeFileSync } from 'node:fs';

let bodies = 0;

export const FIRST_BODY_FILE = 'HEADCOUNT_BENCH_FIRST_BODY';
export const BODIES_FILE = 'HEADCOUNT_BENCH_BODIES';

/** The empty task. */
export function emptyBody(): void {
  if (bodies++ === 0) write(FIRST_BODY_FILE, process.hrtime.bigint());
}

/** Call once at start: the number of bodies run is written when the process ends. */
export function reportBodiesAtExit(): void {
  process.on('exit', () => write(BODIES_FILE, bodies));
}

function write(variable: string, value: number | bigint): void {
  const file = process.env[variable];
  if (file !== undefined) writeFileSync(file, String(value));
}
