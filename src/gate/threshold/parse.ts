// Reads thresholds. The grammar (docs/thresholds.md explains it; white space between symbols is free):
//
//   threshold   ::= subject operator limit
//   subject     ::= aggregation "(" latency [ ":" task ] ")" | figure
//   aggregation ::= "p" percent | "mean" | "max"
//   percent     ::= digits [ "." digits ]                     above 0, below 100
//   latency     ::= "wait" | "service" | "end_to_end" | "slip"
//   task        ::= a task type's registered name; not for slip
//   figure      ::= "throughput" | "capacity" | "lost" | "failed" | "done_again" | "utilization"
//                 | "memory" | "memory_per_worker" | "cpu_per_task"
//   operator    ::= "<" | "<=" | ">" | ">=" | "==" | "!="
//   limit       ::= a duration, rate, size, share or count, as the metric takes it
//
// A wrong threshold is refused with what is wrong and a threshold that works, before anything runs.

import { HeadcountError, nearestName } from '../../errors/index.ts';
import { parseLimit } from './limit.ts';
import { isLatencyName, isMetricName, METRIC_NAMES, METRICS, type LatencyName } from './metrics.ts';
import { OPERATORS, type Aggregation, type Subject, type Threshold } from './threshold.ts';

/** Why a threshold was refused, and what would work instead. */
export interface Refusal {
  readonly problem: string;
  readonly hint: string;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Refusal);

export const refuse = (problem: string, hint: string): { readonly ok: false } & Refusal => ({
  ok: false,
  problem,
  hint,
});
export const accept = <T>(value: T): Outcome<T> => ({ ok: true, value });

const PARTS = /^\s*([^<>=!]*?)\s*(<=|>=|==|!=|<|>|=)\s*(.*?)\s*$/s;
const CALL = /^([^()\s]+)\s*\(\s*([^():]*?)\s*(?::\s*([^()]+?)\s*)?\)$/;
const PERCENTILE = /^p(\d+(?:\.\d+)?)$/;
const AGGREGATIONS = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'mean', 'max'];

/** The threshold a text means. Throws BAD_THRESHOLD with a hint that shows one that works. */
export function parseThreshold(text: string): Threshold {
  const parsed = parse(text);
  if (parsed.ok) return parsed.value;
  throw new HeadcountError('BAD_THRESHOLD', `threshold '${text}': ${parsed.problem}`, { hint: parsed.hint });
}

/** What is wrong with a threshold, as one sentence with the remedy; undefined when nothing is. */
export function checkThreshold(text: string): string | undefined {
  const parsed = parse(text);
  return parsed.ok ? undefined : `${parsed.problem}; ${parsed.hint}`;
}

function parse(text: string): Outcome<Threshold> {
  const [, left = '', sign = '', right = ''] = PARTS.exec(text) ?? [];
  const operator = OPERATORS.find((known) => known === sign);
  if (sign === '=') return refuse("'=' is not a comparison", "write '=='");
  if (operator === undefined) {
    return refuse(
      'there is no comparison',
      `write ${OPERATORS.join(' ')} and a limit: '${METRICS.wait.example}'`,
    );
  }
  const found = parseSubject(left);
  if (!found.ok) return found;
  const limit = parseLimit(found.value.metric, right);
  if (!limit.ok) return refuse(limit.problem, limit.hint);
  return accept({ ...found.value, text: text.trim(), operator, limit: limit.value });
}

/** What stands before the comparison: "p95(wait)", "lost". Claims have it on both sides. */
export function parseSubject(text: string): Outcome<Subject> {
  if (text === '') return refuse('nothing stands before the comparison', `try '${METRICS.wait.example}'`);
  const call = CALL.exec(text);
  if (call !== null) return parseLatency(call);
  if (text.includes('(') || text.includes(')')) {
    return refuse(`'${text}' is not an aggregation of a metric`, `try '${METRICS.wait.example}'`);
  }
  return parseFigure(text);
}

function parseLatency([, aggregationText = '', metricText = '', task]: RegExpExecArray): Outcome<Subject> {
  const metric = latencyName(metricText, aggregationText);
  if (!metric.ok) return metric;
  const aggregation = parseAggregation(aggregationText);
  if (!aggregation.ok) return aggregation;
  if (task !== undefined && !METRICS[metric.value].byTask) {
    return refuse(
      `${metric.value} is not kept for each task type`,
      `write '${METRICS[metric.value].example}'`,
    );
  }
  return accept({
    kind: 'latency',
    metric: metric.value,
    aggregation: aggregation.value,
    task: task ?? null,
  });
}

function latencyName(name: string, aggregation: string): Outcome<LatencyName> {
  if (!isMetricName(name)) return unknownMetric(name);
  if (isLatencyName(name)) return accept(name);
  const { kind, example } = METRICS[name];
  return refuse(`${name} is a ${kind}: it has no ${aggregation}`, `write it bare: '${example}'`);
}

function parseFigure(name: string): Outcome<Subject> {
  const [bare = '', task] = name.split(':');
  if (!isMetricName(bare)) return unknownMetric(bare);
  if (isLatencyName(bare)) {
    return refuse(
      `${bare} needs an aggregation (a percentile, mean or max)`,
      `write '${METRICS[bare].example}'`,
    );
  }
  if (task !== undefined) {
    return refuse(`${bare} is not kept for each task type`, `write '${METRICS[bare].example}'`);
  }
  return accept({ kind: 'figure', metric: bare });
}

function parseAggregation(name: string): Outcome<Aggregation> {
  if (name === 'mean' || name === 'max') return accept({ kind: name });
  const percent = Number(PERCENTILE.exec(name)?.[1] ?? Number.NaN);
  if (percent > 0 && percent < 100) return accept({ kind: 'percentile', percent, ratio: percent / 100 });
  if (percent >= 100) {
    const digits = String(percent);
    const meant = digits.startsWith('99') ? `write 'p99.${digits.slice(2)}'` : "write 'max' for the largest";
    return refuse(`there is no percentile ${name}`, meant);
  }
  const near = nearestName(name, AGGREGATIONS);
  const hint = near === undefined ? `use one of ${AGGREGATIONS.join(', ')}` : `did you mean '${near}'?`;
  return refuse(`'${name}' is not an aggregation`, hint);
}

function unknownMetric(name: string): { readonly ok: false } & Refusal {
  const near = nearestName(name, METRIC_NAMES);
  const hint =
    near !== undefined && isMetricName(near)
      ? `did you mean '${METRICS[near].example}'?`
      : `the metrics are ${METRIC_NAMES.join(', ')}`;
  return refuse(`there is no metric '${name}'`, hint);
}
