// Between the histogram in memory and its record in the result file.

import { LatencyHistogram } from '../measure/index.ts';
import { ms } from '../units/index.ts';
import type { HistogramRecord, LatencySummary } from './schema/histogram.ts';

/** The record of a histogram. Figures of an empty one are 0 with count 0. */
export function toHistogramRecord(histogram: LatencyHistogram): HistogramRecord {
  return {
    encoding: 'hdr-v2-compressed-base64',
    unit: 'ns',
    data: histogram.encode(),
    summary: summarize(histogram),
  };
}

/** The histogram of a record. Throws when the data is not HDR's encoding. */
export function fromHistogramRecord(record: HistogramRecord): LatencyHistogram {
  return LatencyHistogram.decode(record.data, ms(record.summary.minMs), ms(record.summary.maxMs));
}

/** All records as one histogram, e.g. the repeats of a cell. */
export function mergeHistogramRecords(records: readonly HistogramRecord[]): LatencyHistogram {
  const merged = LatencyHistogram.create();
  for (const record of records) merged.add(fromHistogramRecord(record));
  return merged;
}

function summarize(histogram: LatencyHistogram): LatencySummary {
  const { count, minMs, meanMs, sdMs, maxMs } = histogram.figures;
  if (count === 0) {
    const none = {
      minMs: 0,
      meanMs: 0,
      sdMs: 0,
      p50Ms: 0,
      p90Ms: 0,
      p95Ms: 0,
      p99Ms: 0,
      p999Ms: 0,
      maxMs: 0,
    };
    return { count, ...none };
  }
  return {
    count,
    minMs,
    meanMs,
    sdMs,
    p50Ms: histogram.quantileMs(0.5),
    p90Ms: histogram.quantileMs(0.9),
    p95Ms: histogram.quantileMs(0.95),
    p99Ms: histogram.quantileMs(0.99),
    p999Ms: histogram.quantileMs(0.999),
    maxMs,
  };
}
