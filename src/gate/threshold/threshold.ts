// A threshold after parsing: what to measure, how to compare, with what.

import { assertNever } from '../../errors/index.ts';
import type { FigureName, LatencyName } from './metrics.ts';

export const OPERATORS = ['<', '<=', '>', '>=', '==', '!='] as const;
export type Operator = (typeof OPERATORS)[number];

export type Aggregation =
  /** `percent` as written (95, 99.9), `ratio` the same as a share. */
  | { readonly kind: 'percentile'; readonly percent: number; readonly ratio: number }
  | { readonly kind: 'mean' }
  | { readonly kind: 'max' };

/** A limit in base units: milliseconds, events a second, bytes, tasks, or a share from 0. */
export interface Limit {
  readonly unit: 'ms' | 'per-second' | 'bytes' | 'tasks' | 'ratio';
  readonly value: number;
}

interface Comparison {
  /** As written. */
  readonly text: string;
  readonly operator: Operator;
  readonly limit: Limit;
}

interface LatencySubject {
  readonly kind: 'latency';
  readonly metric: LatencyName;
  readonly aggregation: Aggregation;
  /** One task type; null = all of them. */
  readonly task: string | null;
}

interface FigureSubject {
  readonly kind: 'figure';
  readonly metric: FigureName;
}

/** What is measured. */
export type Subject = LatencySubject | FigureSubject;

export type LatencyThreshold = LatencySubject & Comparison;
export type FigureThreshold = FigureSubject & Comparison;
export type Threshold = LatencyThreshold | FigureThreshold;

export function holds(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
    default:
      return assertNever(operator);
  }
}

/** As a threshold writes it: "p95(wait)", "max(service:resize-image)", "lost". */
export function subject(measured: Subject): string {
  if (measured.kind === 'figure') return measured.metric;
  const { aggregation, metric, task } = measured;
  const name = aggregation.kind === 'percentile' ? `p${aggregation.percent}` : aggregation.kind;
  return `${name}(${metric}${task === null ? '' : `:${task}`})`;
}
