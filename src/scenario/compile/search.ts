// A `search` phase of the load, compiled. The goal's grammar belongs to what judges it and is checked by the caller.

import type * as z from 'zod';
import { ms, ratio } from '../../units/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { searchSection } from '../schema/search-section.ts';
import type { SearchPhase } from '../search-phase.ts';
import type { Report } from './report.ts';

/** Probes that a bisection to the default precision needs, with saturation and confirmation. */
const PROBES = 8;

/** Answers what is wrong with a goal; undefined when nothing is. */
export type CheckGoal = (text: string) => string | undefined;

export interface SearchContext {
  readonly path: Path;
  readonly report: Report;
  readonly checkSlo: CheckGoal;
}

/** A goal that does not read is reported. */
export function compileSearch(
  { search }: z.output<typeof searchSection>,
  { path, report, checkSlo }: SearchContext,
): SearchPhase {
  const { slo, precision, probe } = search;
  const wrong = checkSlo(slo);
  if (wrong !== undefined) report([...path, 'search', 'slo'], { wrong });
  return {
    phase: 'search',
    slo,
    precisionRatio: ratio(precision),
    probeMs: probe,
    durationMs: ms(PROBES * probe),
    label: `search for ${slo}`,
  };
}
