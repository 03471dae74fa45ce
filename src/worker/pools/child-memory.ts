// How much memory this slot uses now, looked at after a task. It is the present figure: memory that a task gave back
// does not count, nor does what an earlier one once needed.

import { getHeapStatistics } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/** Bytes: resident memory of a process; heap and buffers of a thread, which shares the rest with the others. */
export function presentMemoryBytes(): number {
  if (isMainThread) return process.memoryUsage.rss();
  const heap = getHeapStatistics();
  return heap.total_heap_size + heap.external_memory;
}
