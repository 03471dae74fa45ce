// The right-hand side of a threshold: a quantity in the unit that its metric takes, no other.

import { assertNever } from '../../errors/index.ts';
import { parseDuration, parseRate, parseRatio, parseSize, type Parsed } from '../../units/index.ts';
import { METRICS, type MetricKind, type MetricName } from './metrics.ts';
import type { Limit } from './threshold.ts';

type Answer =
  | { readonly ok: true; readonly value: Limit }
  | { readonly ok: false; readonly problem: string; readonly hint: string };

export function parseLimit(metric: MetricName, text: string): Answer {
  const { kind, example } = METRICS[metric];
  const parsed = parseKind(kind, text);
  if (parsed.ok) return parsed;
  const found = text === '' ? 'nothing' : `'${text}'${whatElse(text)}`;
  return {
    ok: false,
    problem: `${metric} is compared with ${parsed.expected}, not with ${found}`,
    hint: `for example '${example}'`,
  };
}

function parseKind(kind: MetricKind, text: string): Parsed<Limit> {
  switch (kind) {
    case 'latency':
    case 'duration':
      return inUnit('ms', parseDuration(text));
    case 'rate':
      return inUnit('per-second', parseRate(text));
    case 'size':
      return inUnit('bytes', parseSize(text));
    case 'share':
      return inUnit('ratio', parseRatio(text));
    case 'count':
      return parseCount(text);
    default:
      return assertNever(kind);
  }
}

/** The base unit that figures of a metric are in; a count, unlike its limit, is always of tasks. */
export function unitOf(metric: MetricName): Limit['unit'] {
  const { kind } = METRICS[metric];
  switch (kind) {
    case 'latency':
    case 'duration':
      return 'ms';
    case 'rate':
      return 'per-second';
    case 'size':
      return 'bytes';
    case 'share':
      return 'ratio';
    case 'count':
      return 'tasks';
    default:
      return assertNever(kind);
  }
}

function inUnit(unit: Limit['unit'], parsed: Parsed<number>): Parsed<Limit> {
  return parsed.ok ? { ok: true, value: { unit, value: parsed.value } } : parsed;
}

function parseCount(text: string): Parsed<Limit> {
  if (/^\d+$/.test(text)) return { ok: true, value: { unit: 'tasks', value: Number(text) } };
  const share = text.endsWith('%') ? parseRatio(text) : undefined;
  if (share?.ok === true) return inUnit('ratio', share);
  return { ok: false, expected: 'a number of tasks such as 0 or 10, or a share of those sent such as 1%' };
}

// Names the quantity that was written, so that a rate against a duration is plain to see.
function whatElse(text: string): string {
  if (parseDuration(text).ok && text !== '0') return ' (a duration)';
  if (parseRate(text).ok) return ' (a rate)';
  if (parseSize(text).ok) return ' (a size)';
  if (text.endsWith('%') && parseRatio(text).ok) return ' (a share)';
  return /^\d+(\.\d+)?$/.test(text) ? ' (no unit)' : '';
}
