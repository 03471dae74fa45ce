// Everything wrong with a scenario, gathered before anyone is told, then made into one error.

import { HeadcountError } from '../../errors/index.ts';

/** Keys and indexes from the top of the file: ['workload', 'tasks', 0, 'duration']. */
export type Path = readonly (string | number)[];

/** What was wrong, what would be right, and the nearest right name, if one is near. */
export interface Problem {
  readonly wrong: string;
  readonly expected?: string | undefined;
  readonly didYouMean?: string | undefined;
}

/** Says where in which file (or on which command-line option) a path stands: "quickstart.yaml:12:5". */
export type Locate = (path: Path, part: 'key' | 'value') => string;

const MOST_SHOWN = 50;

export class ProblemList {
  readonly #problems: { readonly location: string; readonly message: string }[] = [];

  /** Adds a problem at a place that is already text. */
  add(location: string, problem: Problem): void {
    const expected = problem.expected === undefined ? '' : `; expected ${problem.expected}`;
    const nearest = problem.didYouMean === undefined ? '' : `; did you mean ${problem.didYouMean}?`;
    this.#problems.push({ location, message: `${problem.wrong}${expected}${nearest}` });
  }

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  /** BAD_SCENARIO with one line a problem, in the order of the file; command-line options first. */
  toError(cause?: unknown): HeadcountError {
    const sorted = this.#problems.toSorted((a, b) => compareLocations(a.location, b.location));
    const lines = [...new Set(sorted.map(({ location, message }) => `${location}: ${message}`))];
    if (lines.length === 0) return new HeadcountError('BUG', 'a scenario was refused without a reason');
    const rest = lines.length > MOST_SHOWN ? [`... and ${lines.length - MOST_SHOWN} more problems`] : [];
    return new HeadcountError('BAD_SCENARIO', [...lines.slice(0, MOST_SHOWN), ...rest].join('\n'), {
      hint: 'mend the scenario; scenarios/quickstart.yaml shows the format, scenarios/scenario.schema.json documents it',
      cause,
    });
  }
}

// By line, then by column; what has neither keeps its place at the front.
function compareLocations(a: string, b: string): number {
  const [lineA, columnA] = lineAndColumn(a);
  const [lineB, columnB] = lineAndColumn(b);
  return lineA - lineB || columnA - columnB;
}

function lineAndColumn(location: string): readonly [number, number] {
  const match = /:(\d+):(\d+)$/.exec(location);
  return match === null ? [0, 0] : [Number(match[1]), Number(match[2])];
}

/** A path as people write it: workload.tasks[0].duration. */
export function pathText(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

/** A value as a message shows it. */
export function valueText(value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a section';
  const shown = JSON.stringify(value) ?? 'nothing';
  return shown.length <= 80 ? shown : `${shown.slice(0, 80)}..."`;
}
