// Everything a threshold can ask, declared once: what kind of figure it is and which way is better. The kind
// settles which aggregations are allowed and which unit the limit takes.

/**
 * latency: a distribution of durations, asked through a percentile, mean or max · duration: one duration ·
 * rate: events a second · count: tasks of one trial, or their share of the tasks sent · share: 0 to 1 · size: bytes.
 */
export type MetricKind = 'latency' | 'duration' | 'rate' | 'count' | 'share' | 'size';

export interface Metric {
  readonly kind: MetricKind;
  readonly better: 'lower' | 'higher';
  readonly meaning: string;
  /** Whether `metric:task-type` narrows it to one task type. */
  readonly byTask: boolean;
  /** A threshold that works, for messages. */
  readonly example: string;
}

const latency = (meaning: string, byTask: boolean, example: string): Metric => ({
  kind: 'latency',
  better: 'lower',
  meaning,
  byTask,
  example,
});

const figure = (kind: MetricKind, better: Metric['better'], meaning: string, example: string): Metric => ({
  kind,
  better,
  meaning,
  byTask: false,
  example,
});

export const METRICS = {
  wait: latency('from the intended time to the start of the body', true, 'p95(wait) < 500ms'),
  service: latency('from the start to the end of the body', true, 'p99(service) < 1s'),
  end_to_end: latency('from the intended time to the end of the body', true, 'p95(end_to_end) < 1s'),
  slip: latency("the generator's own lateness", false, 'p99(slip) < 2ms'),
  throughput: figure('rate', 'higher', 'bodies that ended, a second', 'throughput > 1000/s'),
  capacity: figure('rate', 'higher', 'throughput of the saturate phase', 'capacity > 800/s'),
  lost: figure('count', 'lower', 'tasks sent that never ran', 'lost == 0'),
  failed: figure('count', 'lower', 'tasks whose body threw', 'failed <= 1%'),
  done_again: figure('count', 'lower', 'further runs of tasks already run', 'done_again == 0'),
  utilization: figure('share', 'lower', 'busy slot-seconds over available ones', 'utilization < 90%'),
  memory: figure('size', 'lower', 'peak memory of the whole fleet', 'memory < 512MiB'),
  memory_per_worker: figure(
    'size',
    'lower',
    'peak memory of the fleet over its workers',
    'memory_per_worker < 128MiB',
  ),
  cpu_per_task: figure('duration', 'lower', 'CPU time of the fleet over tasks run', 'cpu_per_task < 2ms'),
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;
/** Metrics that are distributions. */
export type LatencyName = 'wait' | 'service' | 'end_to_end' | 'slip';
/** Metrics that are one figure. */
export type FigureName = Exclude<MetricName, LatencyName>;

export const METRIC_NAMES: readonly MetricName[] = Object.keys(METRICS).filter(isMetricName);

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name);
}

export function isLatencyName(name: MetricName): name is LatencyName {
  return METRICS[name].kind === 'latency';
}
