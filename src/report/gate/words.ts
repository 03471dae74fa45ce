// Figures of a gate in words.

import { assertNever } from '../../errors/index.ts';
import type { Comparison, GateQuestion, Limit, ThresholdOutcome } from '../../gate/index.ts';
import {
  bytes,
  formatDuration,
  formatNumber,
  formatRate,
  formatRatio,
  formatSize,
} from '../../units/index.ts';
import { ms, perSecond, ratio } from '../../units/index.ts';

/** A figure in the unit of its limit: "84.2 ms", "1,024/s", "0.5 %". */
export function figureText(unit: Limit['unit'], value: number): string {
  switch (unit) {
    case 'ms':
      return formatDuration(ms(value));
    case 'per-second':
      return formatRate(perSecond(value));
    case 'bytes':
      return formatSize(bytes(value));
    case 'ratio':
      return formatRatio(ratio(value));
    case 'tasks':
      return formatNumber(value);
    default:
      return assertNever(unit);
  }
}

export const limitText = ({ operator, limit }: ThresholdOutcome): string =>
  `${operator} ${figureText(limit.unit, limit.value)}`;

export const valueText = ({ limit, value }: ThresholdOutcome): string =>
  value === null ? '-' : figureText(limit.unit, value);

/** "+12.3 % (+8.1 to +16.9)"; without the interval where there is none. */
export function changeText({ effect }: Comparison): string {
  if (effect === null) return '-';
  const { changeRatio, interval } = effect;
  const change = `${signed(changeRatio)} %`;
  return interval === null ? change : `${change} (${signed(interval.low)} to ${signed(interval.high)})`;
}

/** What is judged against what, one line each. */
export function titleLines({ result, baseline }: GateQuestion): readonly string[] {
  const run = `Gate of ${result.scenario.name}, run of ${result.startedAt} on ${brokerText(result)}`;
  return baseline === undefined
    ? [run]
    : [run, `against the run of ${baseline.startedAt} on ${brokerText(baseline)}`];
}

function brokerText({ broker }: GateQuestion['result']): string {
  return `${broker.kind} ${broker.version}`;
}

function signed(share: number): string {
  const percent = share * 100;
  const digits = Math.abs(percent) >= 100 ? 0 : 1;
  const text = percent.toFixed(digits);
  return percent >= 0 ? `+${text}` : text;
}
