// Threshold outcomes the way people ask: did it hold, for the setting to take, and where did it not.

import type { ThresholdOutcome } from '../../gate/index.ts';
import { intervalText } from './figure-text.ts';
import type { Report } from './report.ts';

export interface VerdictView {
  readonly threshold: string;
  /** failed if any setting failed, undecided if any is and none failed. */
  readonly state: ThresholdOutcome['outcome'];
  /** "recommended setting passed (p95(wait) = 320 ms); 18 of 20 settings passed, 2 failed". */
  readonly text: string;
  /** Settings that did not pass, each with what was seen. */
  readonly others: readonly string[];
}

export function collectVerdicts(report: Report): readonly VerdictView[] {
  const thresholds = new Set(report.outcomes.map((outcome) => outcome.threshold));
  return [...thresholds].map((threshold) => {
    const outcomes = report.outcomes.filter((outcome) => outcome.threshold === threshold);
    return verdict(report, threshold, outcomes);
  });
}

function verdict(report: Report, threshold: string, outcomes: readonly ThresholdOutcome[]): VerdictView {
  const labels = new Map(report.run.cells.map((cell) => [cell.id, cell.label]));
  const labelOf = (outcome: ThresholdOutcome) => labels.get(outcome.cellId) ?? outcome.cellId;
  const count = (state: ThresholdOutcome['outcome']) => outcomes.filter((o) => o.outcome === state).length;
  const [passed, failed, undecided] = [count('passed'), count('failed'), count('undecided')];
  const settings = outcomes.length === 1 ? 'setting' : 'settings';
  const own = outcomes.find((outcome) => outcome.cellId === report.recommendedCell?.id);
  const text = [
    `${passed} of ${outcomes.length} ${settings} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
  ].join(', ');
  return {
    threshold,
    state: failed > 0 ? 'failed' : undecided > 0 ? 'undecided' : 'passed',
    text: own === undefined ? text : `recommended setting ${own.outcome} (${seen(own)}); ${text}`,
    others: outcomes
      .filter((outcome) => outcome.outcome !== 'passed')
      .map((outcome) => `${labelOf(outcome)}: ${outcome.outcome}, ${seen(outcome)}`),
  };
}

/** What was measured: "p95(wait) = 320 ms"; why nothing can be said where nothing can. */
function seen(outcome: ThresholdOutcome): string {
  const text = outcome.value === null ? '' : `${outcome.subject} = ${valueText(outcome)}`;
  if (outcome.outcome !== 'undecided') return text;
  return text === '' ? outcome.reason : `${text}, but ${outcome.reason}`;
}

/** "84.2 ms (80.1 to 88)", the interval being that of the mean over repeats; "-" where there is no value. */
export function valueText({ limit, interval, value }: ThresholdOutcome): string {
  if (value === null) return '-';
  const { low = null, high = null } = interval ?? {};
  return intervalText(limit.unit, { value, low, high });
}
