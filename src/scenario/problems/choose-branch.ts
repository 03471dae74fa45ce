// A value that may take several shapes and fits none: finds the shape that was meant, so that the
// message speaks of that one alone.

import type * as z from 'zod';
import { nearestName } from '../../errors/index.ts';

type Issue = z.core.$ZodIssue;

const WRONG_KIND = 1000;
const WRONG_KEY = 10;
/** A misspelt key still points at its shape. */
const NEAR_KEY = 2;

/** The issues of the shape that is nearest; undefined when none is nearer than the others. */
export function nearestBranch(
  union: Extract<Issue, { code: 'invalid_union' }>,
): readonly Issue[] | undefined {
  const scored = union.errors.map((issues) => ({ issues, score: branchScore(issues) }));
  const least = Math.min(...scored.map(({ score }) => score));
  const nearest = scored.filter(({ score }) => score === least);
  return least < WRONG_KIND && nearest.length === 1 ? nearest[0]?.issues : undefined;
}

function branchScore(issues: readonly Issue[]): number {
  const missing = issues.filter((issue) => isMissing(issue) && issue.path.length === 1);
  const missingKeys = missing.map((issue) => String(issue.path[0]));
  return issues.reduce((sum, issue) => sum + issueScore(issue, missingKeys), 0);
}

function issueScore(issue: Issue, missingKeys: readonly string[]): number {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0)
    return unknownKeysScore(issue, missingKeys);
  if (issue.code === 'invalid_union' && issue.path.length === 0)
    return Math.min(WRONG_KIND, ...issue.errors.map((inner) => branchScore(inner)));
  if (issue.path.length === 0 && isWrongKind(issue)) return WRONG_KIND;
  return isMissing(issue) && issue.path.length === 1 ? WRONG_KEY : 1;
}

// A section with no key of this shape, and none that looks like one, was not meant for it.
function unknownKeysScore(
  issue: Extract<Issue, { code: 'unrecognized_keys' }>,
  missingKeys: readonly string[],
): number {
  const near = issue.keys.filter((key) => nearestName(key, missingKeys) !== undefined).length;
  const isForeign = near === 0 && issue.keys.length === Object.keys(issue.input ?? {}).length;
  return isForeign ? WRONG_KIND : near * NEAR_KEY + (issue.keys.length - near) * WRONG_KEY;
}

function isWrongKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof issue.input !== 'string');
}

/** Nothing stands where something is required. */
export function isMissing(issue: Issue): boolean {
  return issue.input === undefined && (issue.code === 'invalid_type' || isAbsentChoice(issue));
}

function isAbsentChoice(issue: Issue): boolean {
  return issue.code === 'invalid_value' || issue.code === 'invalid_union';
}
