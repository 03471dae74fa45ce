// The one clock: the system's monotonic clock in nanoseconds, the same in every process of one machine
// (Python's time.monotonic_ns reads it too), so stamps of different processes can be subtracted.

import { hrtime } from 'node:process';

/** Nanoseconds since an arbitrary point, shared by all processes of this machine. Exact to 2 ns up to 200 days of uptime. */
export function monotonicNs(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e9 + nanoseconds;
}
