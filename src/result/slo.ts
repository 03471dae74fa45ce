// A service-level objective as people write it: `p95(wait) < 2s`, `mean(end_to_end) < 100ms`.
// Grammar: aggregate "(" metric ")" ("<" | "<=") duration; aggregate: mean or p1 to p99.99.

import { hasCode, HeadcountError, nearestName } from '../errors/index.ts';
import { parseDuration, type Milliseconds } from '../units/index.ts';

type SloMetric = 'wait' | 'end_to_end';

export type SloAggregate =
  | { readonly aggregate: 'mean' }
  /** `p` as a share, 0 to 1 exclusive. */
  | { readonly aggregate: 'percentile'; readonly p: number };

export interface Slo {
  /** As written, spaces made even. */
  readonly text: string;
  readonly of: SloAggregate;
  readonly metric: SloMetric;
  readonly limitMs: Milliseconds;
  /** Whether the limit itself still keeps the SLO: written <= rather than <. */
  readonly inclusive: boolean;
}

const SHAPE = /^\s*([\w.]+)\s*\(\s*([\w-]+)\s*\)\s*(<=|<|>=|>|==?)\s*(.*?)\s*$/;
const METRICS: readonly SloMetric[] = ['wait', 'end_to_end'];
const HINT =
  'An SLO is aggregate(metric) < duration, such as p95(wait) < 2s: aggregates mean and p1 to p99.99, metrics wait and end_to_end.';

/** Reads one SLO. Throws BAD_THRESHOLD, saying which part is wrong. */
export function parseSlo(text: string): Slo {
  const match = SHAPE.exec(text);
  if (match === null) throw refuse(text, 'does not have the form aggregate(metric) < duration');
  const [, aggregateName = '', metricName = '', sign = '', limit = ''] = match;
  const of = aggregate(text, aggregateName);
  const slo = { of, metric: metric(text, metricName), limitMs: duration(text, limit) };
  if (sign !== '<' && sign !== '<=')
    throw refuse(text, `compares with ${sign}; a plan needs an upper limit, <`);
  return { ...slo, inclusive: sign === '<=', text: `${aggregateName}(${metricName}) ${sign} ${limit}` };
}

/** What is wrong with the text, with the remedy; undefined when it is a good SLO. For scenario files. */
export function checkSlo(text: string): string | undefined {
  try {
    parseSlo(text);
    return undefined;
  } catch (thrown) {
    if (hasCode(thrown, 'BAD_THRESHOLD')) {
      return thrown.hint === undefined ? thrown.message : `${thrown.message}. ${thrown.hint}`;
    }
    throw thrown;
  }
}

/** "p95", "mean": the aggregate's short name. */
export function aggregateName(of: SloAggregate): string {
  return of.aggregate === 'mean' ? 'mean' : `p${Number((of.p * 100).toFixed(4))}`;
}

function aggregate(text: string, name: string): SloAggregate {
  if (name === 'mean') return { aggregate: 'mean' };
  const digits = /^p(\d{1,2}(?:\.\d{1,2})?)$/.exec(name)?.[1];
  const p = digits === undefined ? 0 : Number((Number(digits) / 100).toFixed(6));
  if (p < 0.01) throw refuse(text, `has an unknown aggregate "${name}"`);
  return { aggregate: 'percentile', p };
}

function metric(text: string, name: string): SloMetric {
  const known = METRICS.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  const near = nearestName(name, METRICS);
  throw refuse(
    text,
    `has an unknown metric "${name}"${near === undefined ? '' : ` (did you mean ${near}?)`}`,
  );
}

function duration(text: string, limit: string): Milliseconds {
  const parsed = parseDuration(limit);
  if (!parsed.ok) throw refuse(text, `has "${limit}" where ${parsed.expected} was expected`);
  if (parsed.value <= 0) throw refuse(text, 'has a limit of zero; it must be above zero');
  return parsed.value;
}

function refuse(text: string, problem: string): HeadcountError {
  return new HeadcountError('BAD_THRESHOLD', `SLO "${text.trim()}" ${problem}`, { hint: HINT });
}
