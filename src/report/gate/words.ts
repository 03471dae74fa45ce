// Figures of a gate in words.

import type { Comparison, GateQuestion, ThresholdOutcome } from '../../gate/index.ts';
import { figureText } from '../view/figure-text.ts';

export const limitText = ({ operator, limit }: ThresholdOutcome): string =>
  `${operator} ${figureText(limit.unit, limit.value)}`;

/** "throughput under 50 outstanding": what is compared. */
export const metricText = ({ metric, load }: Comparison): string =>
  load === null ? metric : `${metric} under ${load}`;

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
