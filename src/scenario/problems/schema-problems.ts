// Turns what the schema library found into problems in headcount's words: one for each unknown key, missing
// key and wrong value. The schema's own messages are the "expected" phrases (see schema/leaf.ts).

import type * as z from 'zod';
import { nearestName } from '../../errors/index.ts';
import { isMissing, nearestBranch } from './choose-branch.ts';
import { pathText, valueText, type Locate, type Path, type ProblemList } from './problem-list.ts';

type Issue = z.core.$ZodIssue;

interface Finding {
  readonly issue: Issue;
  readonly path: Path;
}

/** Adds a problem for everything in `issues`; `locate` says where in the file. */
export function reportIssues(issues: readonly Issue[], locate: Locate, problems: ProblemList): void {
  const findings = issues.flatMap((issue) => flatten(issue, []));
  const suggested = new Set<string>();
  for (const { issue, path } of findings)
    if (issue.code === 'unrecognized_keys') reportUnknownKeys(issue, path, locate, problems, suggested);
  for (const { issue, path } of findings)
    if (issue.code !== 'unrecognized_keys' && !(isMissing(issue) && suggested.has(pathText(path))))
      reportValue(issue, path, locate, problems);
}

// Paths inside a union's branches are relative to the union.
function flatten(issue: Issue, above: Path): readonly Finding[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const branch = issue.code === 'invalid_union' && !isMissing(issue) ? nearestBranch(issue) : undefined;
  return branch === undefined ? [{ issue, path }] : branch.flatMap((inner) => flatten(inner, path));
}

function reportUnknownKeys(
  issue: Extract<Issue, { code: 'unrecognized_keys' }>,
  path: Path,
  locate: Locate,
  problems: ProblemList,
  suggested: Set<string>,
): void {
  const known = issue.message.split(', ');
  for (const key of issue.keys) {
    const didYouMean = nearestName(key, known);
    if (didYouMean !== undefined) suggested.add(pathText([...path, didYouMean]));
    const place = path.length === 0 ? '' : ` in ${pathText(path)}`;
    problems.add(locate([...path, key], 'key'), {
      wrong: `unknown key ${valueText(key)}${place}`,
      expected: known.length === 1 ? issue.message : `one of ${issue.message}`,
      didYouMean,
    });
  }
}

function reportValue(issue: Issue, path: Path, locate: Locate, problems: ProblemList): void {
  const name = path.length === 0 ? 'the file' : pathText(path);
  problems.add(locate(path, 'value'), {
    wrong: isMissing(issue) ? `${name} is missing` : `${name} is ${valueText(issue.input)}`,
    expected: issue.message,
    didYouMean: issue.code === 'invalid_value' ? nearestWord(issue.input, issue.values) : undefined,
  });
}

function nearestWord(input: unknown, words: readonly unknown[]): string | undefined {
  return typeof input === 'string' ? nearestName(input, words.map(String)) : undefined;
}
