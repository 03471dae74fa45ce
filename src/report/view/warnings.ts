// All warnings of a run, each code once: how often, where, what it means, what to do.

import { MODEL_WARNINGS } from '../../capacity/index.ts';
import { WARNINGS, type ResultWarning } from '../../result/index.ts';
import type { Report } from './report.ts';

export interface WarningView {
  readonly code: string;
  readonly cause: string;
  readonly nextStep: string;
  /** Where it was seen, with the particulars; one line each. */
  readonly seen: readonly string[];
}

export function collectWarnings(report: Report): readonly WarningView[] {
  const { result, run, recommended } = report;
  const labels = new Map(run.cells.map((cell) => [cell.id, cell.label]));
  const found = new Map<
    string,
    { readonly cause: string; readonly nextStep: string; readonly seen: string[] }
  >();
  const note = (code: string, about: { cause: string; nextStep: string }, line: string) => {
    const entry = found.get(code) ?? { ...about, seen: [] };
    entry.seen.push(line);
    found.set(code, entry);
  };
  const measured = ({ code, detail }: ResultWarning, where: string) =>
    note(code, WARNINGS[code], where === '' ? detail : `${where}: ${detail}`);
  for (const warning of recommended?.warnings ?? []) {
    note(warning.code, MODEL_WARNINGS[warning.code], `the recommendation: ${warning.detail}`);
  }
  for (const warning of result.warnings) measured(warning, '');
  for (const trial of result.trials) {
    const where = `${labels.get(trial.cellId) ?? trial.cellId}, repeat ${trial.repeat}`;
    for (const warning of trial.warnings) measured(warning, where);
    for (const phase of trial.phases) {
      for (const warning of phase.warnings) measured(warning, `${where}, ${phase.phase}`);
    }
  }
  return [...found].map(([code, entry]) => ({ code, ...entry }));
}
