// From what the sampler saw of a process to its entry in the result.

import type { MemoryUsage, ProcessUsage, SeriesColumns } from '../../measure/index.ts';
import type { MemoryUsageRecord, ProcessRecord, SeriesRecord } from '../../result/index.ts';
import type { ProcessLoops } from './process-loops.ts';

/** `startNs`: start of the trial's first phase. */
export function processRecord(usage: ProcessUsage, loops: ProcessLoops, startNs: number): ProcessRecord {
  const { pid, role, name, userMs, systemMs } = usage;
  const rss = rounded(usage.rss);
  const pss = rounded(usage.pss);
  const memory = pss ?? rss;
  return {
    pid,
    role,
    name,
    memoryMeanBytes: memory?.meanBytes ?? null,
    memoryPeakBytes: memory?.peakBytes ?? null,
    rss,
    pss,
    uss: rounded(usage.uss),
    fromMs: (usage.firstSeenNs - startNs) / 1e6,
    toMs: (usage.lastSeenNs - startNs) / 1e6,
    ended: !usage.alive,
    cpuMs: userMs + systemMs,
    userMs,
    systemMs,
    voluntarySwitches: usage.voluntarySwitches,
    involuntarySwitches: usage.involuntarySwitches,
    threads: usage.threadsPeak,
    openFiles: usage.openFilesPeak,
    ...loops.of(pid),
    series: seriesRecord(usage.series, startNs),
  };
}

export function seriesRecord(series: SeriesColumns, startNs: number): SeriesRecord {
  const bytes = (values: readonly number[]): (number | null)[] =>
    values.map((value) => (Number.isNaN(value) ? null : Math.round(value)));
  return {
    atMs: series.atNs.map((atNs) => Math.round((atNs - startNs) / 1e6)),
    rssBytes: series.rssBytes.map(Math.round),
    pssBytes: bytes(series.pssBytes),
    ussBytes: bytes(series.ussBytes),
    cpuCores: series.cpuCores.map((cores) => (Number.isNaN(cores) ? null : Math.round(cores * 1e4) / 1e4)),
  };
}

function rounded(usage: MemoryUsage | null): MemoryUsageRecord | null {
  return usage === null ? null : { meanBytes: Math.round(usage.meanBytes), peakBytes: usage.peakBytes };
}
