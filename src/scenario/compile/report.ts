// How the compile step complains: about a place in the file.

import type { Locate, Path, Problem, ProblemList } from '../problems/problem-list.ts';

/** Adds a problem about the value at a path. */
export type Report = (path: Path, problem: Problem) => void;

export function reporter(problems: ProblemList, locate: Locate): Report {
  return (path, problem) => problems.add(locate(path, 'value'), problem);
}
