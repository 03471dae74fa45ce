// What has to be said beside the figures: reasons of undecided rows, warnings, differences of the setting.
// The same sentence for many cells is said once.

import { describeDifference, type GateOutcome, type RunComparison } from '../../gate/index.ts';
import { WARNINGS } from '../../result/index.ts';
import { metricText } from './words.ts';

/** Further subjects of the same remark are counted. */
const MOST_NAMED = 3;

export interface Notes {
  readonly title: string;
  readonly items: readonly string[];
}

/** What to know before the figures: how the settings of the two runs differ. Only if they do. */
export function notesBefore({ comparison }: GateOutcome): readonly Notes[] {
  const items = settingNotes(comparison);
  return items.length > 0 ? [{ title: 'Not the same setting', items }] : [];
}

/** What explains the figures; only the groups that have something to say. */
export function notesAfter({ thresholds, comparison }: GateOutcome): readonly Notes[] {
  const notes = [
    { title: 'Undecided', items: undecidedNotes(thresholds, comparison) },
    { title: 'Cells', items: cellNotes(comparison) },
    { title: 'Warnings', items: warningNotes(thresholds) },
  ];
  return notes.filter(({ items }) => items.length > 0);
}

function settingNotes(comparison: RunComparison | null): readonly string[] {
  if (comparison === null) return [];
  const sentences = comparison.differences.map(describeDifference);
  const loud = 'THE RUNS DIFFER IN MORE THAN THE PROGRAM: a change below may come from the setting';
  return comparison.differences.some((one) => one.loud) ? [loud, ...sentences] : sentences;
}

function undecidedNotes(
  thresholds: GateOutcome['thresholds'],
  comparison: RunComparison | null,
): readonly string[] {
  const reasons = new Tally();
  for (const row of thresholds) {
    if (row.outcome === 'undecided') reasons.add(row.reason, row.threshold, row.cellId);
  }
  for (const row of comparison?.comparisons ?? []) {
    if (row.verdict === 'undecided') reasons.add(row.reason, metricText(row), row.cellId);
  }
  return reasons.sentences();
}

function cellNotes(comparison: RunComparison | null): readonly string[] {
  if (comparison === null) return [];
  return [
    ...comparison.onlyInBase.map((id) => `${id}: only in the baseline, not compared`),
    ...comparison.onlyInCandidate.map((id) => `${id}: not in the baseline, not compared`),
    ...comparison.unusable.map(
      ({ run, cellId, unusable, trials }) =>
        `${cellId}: ${unusable} of ${trials} trials not usable in the ${run === 'base' ? 'baseline' : 'run'}`,
    ),
  ];
}

function warningNotes(thresholds: GateOutcome['thresholds']): readonly string[] {
  const seen = new Tally();
  for (const { cellId, warnings } of thresholds) {
    for (const { code, detail } of warnings) {
      const { cause, nextStep } = WARNINGS[code];
      seen.add(`${cause} ${detail} ${nextStep}`, code, cellId);
    }
  }
  return seen.sentences();
}

/** Remarks with what they are about and the cells they hold for. */
class Tally {
  readonly #remarks = new Map<string, { readonly subjects: Set<string>; readonly cells: Set<string> }>();

  add(remark: string, subject: string, cellId: string): void {
    const about = this.#remarks.get(remark) ?? { subjects: new Set<string>(), cells: new Set<string>() };
    about.subjects.add(subject);
    about.cells.add(cellId);
    this.#remarks.set(remark, about);
  }

  sentences(): readonly string[] {
    return [...this.#remarks].map(([remark, { subjects, cells }]) => {
      const named = [...subjects].slice(0, MOST_NAMED).join(', ');
      const rest = subjects.size > MOST_NAMED ? ` and ${subjects.size - MOST_NAMED} more` : '';
      const [first = ''] = cells;
      return `${named}${rest}: ${remark} (${cells.size === 1 ? first : `${cells.size} cells`})`;
    });
  }
}
