// The forms of a rate over time become curves: all rates of one curve in one unit, and what it says of itself in order.

import { assertNever } from '../../errors/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';
import { extremes, type RateCurve } from '../../workload/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { StreamSection } from '../schema/load-section.ts';
import type { Level } from '../schema/level.ts';
import type { Report } from './report.ts';

type RateSection = Exclude<StreamSection, { replay: string } | { every: Milliseconds; batch: unknown }>;

interface CurveContext {
  readonly path: Path;
  readonly report: Report;
  readonly durationMs: Milliseconds | undefined;
}

export interface CompiledCurve {
  readonly unit: Level['of'];
  readonly curve: RateCurve;
}

/** The curve, or undefined after reporting why there is none. */
export function compileCurve(section: RateSection, context: CurveContext): CompiledCurve | undefined {
  if ('rate' in section) return { unit: 'per-second', curve: { curve: 'flat', rate: section.rate } };
  if ('utilization' in section)
    return { unit: 'of-capacity', curve: { curve: 'flat', rate: section.utilization } };
  const key =
    'ramp' in section ? 'ramp' : 'steps' in section ? 'steps' : 'spike' in section ? 'spike' : 'sine';
  const path = [...context.path, key];
  const unit = oneUnit(levelsOf(section), path, context.report);
  if (unit === undefined) return undefined;
  const curve = curveOf(section, context);
  return checkCurve(curve, path, context) ? { unit, curve } : undefined;
}

type CurveSection = Exclude<RateSection, { rate: unknown } | { utilization: unknown }>;

function levelsOf(section: CurveSection): readonly Level[] {
  if ('steps' in section) return section.steps;
  if ('sine' in section) return [section.sine.mean, section.sine.amplitude];
  const { from, to } = 'ramp' in section ? section.ramp : section.spike;
  return [from, to];
}

function curveOf(section: CurveSection, { durationMs }: CurveContext): RateCurve {
  if ('ramp' in section) {
    const { from, to } = section.ramp;
    // A ramp goes over the whole phase, and a phase that has one has a duration.
    return { curve: 'ramp', from: from.value, to: to.value, overMs: durationMs ?? ms(0) };
  }
  if ('steps' in section)
    return { curve: 'steps', rates: section.steps.map(({ value }) => value), eachMs: section.each };
  if ('spike' in section) {
    const { from, to, at: atMs, for: forMs } = section.spike;
    return { curve: 'spike', from: from.value, to: to.value, atMs, forMs };
  }
  const { mean, amplitude, period: periodMs } = section.sine;
  return { curve: 'sine', mean: mean.value, amplitude: amplitude.value, periodMs };
}

// A rate of nothing is 0 in either unit.
function oneUnit(levels: readonly Level[], path: Path, report: Report): Level['of'] | undefined {
  const units = new Set(levels.filter(({ value }) => value > 0).map((level) => level.of));
  const [unit = 'per-second', second] = units;
  if (second === undefined) return unit;
  report(path, {
    wrong: 'some rates are tasks a second and others shares of the capacity',
    expected: 'either 500/s or 80% in all of them',
  });
  return undefined;
}

function checkCurve(curve: RateCurve, path: Path, { durationMs, report }: CurveContext): boolean {
  const refuse = (wrong: string, expected: string): false => {
    report(path, { wrong, expected });
    return false;
  };
  if (curve.curve === 'sine' && curve.amplitude > curve.mean)
    return refuse('the amplitude is above the mean, so the rate would fall below 0', 'amplitude <= mean');
  if (extremes(curve).every((rate) => rate === 0)) return refuse('the rate is always 0', 'a rate above 0');
  switch (curve.curve) {
    case 'spike':
      return durationMs !== undefined && curve.atMs + curve.forMs > durationMs
        ? refuse('the spike ends after its phase', 'at + for <= duration')
        : true;
    case 'steps':
      return durationMs !== undefined && curve.rates.length * curve.eachMs > durationMs
        ? refuse('the steps end after their phase', 'as many rates as fit into it')
        : true;
    case 'flat':
    case 'ramp':
    case 'sine':
      return true;
    default:
      return assertNever(curve);
  }
}
