// A `duration:` as written becomes a law to draw from.

import { isAbsolute, dirname, join } from 'node:path';
import { lognormalByP99, lognormalBySigma, parseEmpirical, type DurationLaw } from '../../workload/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { DurationLawSection } from '../schema/duration-law.ts';
import { readFailure, type ReadFile } from '../text/read-bounded.ts';
import type { Report } from './report.ts';

/** The largest file of observed durations. */
const MAX_EMPIRICAL_BYTES = 16 * 1024 * 1024;

/** Reads files that a scenario names, relative to it. */
export interface FileAccess {
  readonly scenarioPath: string;
  readonly readFile: ReadFile;
}

/** The law, or undefined after reporting why there is none. */
export async function compileDuration(
  section: DurationLawSection,
  path: Path,
  files: FileAccess,
  report: Report,
): Promise<DurationLaw | undefined> {
  if (typeof section === 'number') return { law: 'constant', valueMs: section };
  if ('lognormal' in section) return lognormal(section.lognormal, [...path, 'lognormal'], report);
  if ('uniform' in section) {
    const { min, max } = section.uniform;
    if (min > max) report([...path, 'uniform'], { wrong: 'min is above max', expected: 'min <= max' });
    return { law: 'uniform', minMs: min, maxMs: max };
  }
  if ('exponential' in section) {
    const mean = section.exponential;
    return { law: 'exponential', meanMs: typeof mean === 'number' ? mean : mean.mean };
  }
  if ('bimodal' in section) {
    const { fast, slow, 'slow-share': slowShare } = section.bimodal;
    if (fast > slow)
      report([...path, 'bimodal'], { wrong: 'fast is longer than slow', expected: 'fast <= slow' });
    return { law: 'bimodal', fastMs: fast, slowMs: slow, slowShare };
  }
  return empirical(section.empirical, [...path, 'empirical'], files, report);
}

type LognormalSection = Extract<DurationLawSection, { lognormal: unknown }>['lognormal'];

function lognormal(section: LognormalSection, path: Path, report: Report): DurationLaw | undefined {
  if ('median' in section) return { law: 'lognormal', medianMs: section.median, sigma: section.sigma };
  if ('sigma' in section) return lognormalBySigma(section.mean, section.sigma);
  const solved = lognormalByP99(section.mean, section.p99);
  if (solved.ok) return solved.value;
  report(path, { wrong: 'no lognormal law has this mean and p99', expected: solved.expected });
  return undefined;
}

async function empirical(
  source: string,
  path: Path,
  files: FileAccess,
  report: Report,
): Promise<DurationLaw | undefined> {
  const file = isAbsolute(source) ? source : join(dirname(files.scenarioPath), source);
  try {
    const parsed = parseEmpirical(await files.readFile(file, MAX_EMPIRICAL_BYTES));
    if (parsed.ok) return { law: 'empirical', source, valuesMs: parsed.valuesMs };
    report(path, { wrong: `${file}:${parsed.problem.line}: ${parsed.problem.message}` });
  } catch (error) {
    report(path, { wrong: `${file}: ${readFailure(error)}`, expected: 'a file of durations' });
  }
  return undefined;
}
