// The matrix as a list of combinations, before any fleet is built from them.

import type { ClientMode } from '../../workload/index.ts';
import type { PoolName, SystemName } from '../contract.ts';
import { valueText } from '../problems/problem-list.ts';
import type { MatrixSection } from '../schema/fleet-section.ts';
import type { Report } from '../compile/report.ts';
import type { Bytes, Milliseconds } from '../../units/index.ts';
import { settingText, type Bounds, type VariedValue } from './setting-text.ts';

/** Settings of a worker group that can be varied. */
export const GROUP_KEYS = [
  'pool',
  'concurrency',
  'prefetch',
  'workers',
  'max-tasks-per-child',
  'max-memory-per-child',
  'acks',
  'autoscale',
  'soft-time-limit',
  'time-limit',
] as const;

/** What can be varied, in the order in which cells are named and counted (the last varies fastest). */
export const MATRIX_KEYS = [...GROUP_KEYS, 'client'] as const;
export type GroupKey = (typeof GROUP_KEYS)[number];

/** What an `exclude` entry may name. */
const EXCLUDE_KEYS = ['system', ...MATRIX_KEYS] as const;

/** A system, and one value of each varied setting. */
export interface Combination {
  readonly system: SystemName;
  readonly pool?: PoolName;
  readonly concurrency?: number;
  readonly prefetch?: number;
  readonly workers?: number;
  readonly 'max-tasks-per-child'?: number | 'never';
  readonly 'max-memory-per-child'?: Bytes | 'never';
  readonly acks?: 'early' | 'late';
  readonly autoscale?: Bounds | 'never';
  readonly 'soft-time-limit'?: Milliseconds | 'never';
  readonly 'time-limit'?: Milliseconds | 'never';
  readonly client?: ClientMode;
}

const MOST_COMBINATIONS = 10_000;

/** Every combination that no `exclude` entry drops, system by system; one for each when nothing is varied. */
export function combinations(
  matrix: MatrixSection,
  systems: readonly SystemName[],
  report: Report,
  notes: Set<string>,
): readonly Combination[] {
  const count = MATRIX_KEYS.reduce((product, key) => product * (listOf(matrix[key]).length || 1), 1);
  if (count > MOST_COMBINATIONS) {
    report(['matrix'], {
      wrong: `the matrix has ${count} combinations`,
      expected: `at most ${MOST_COMBINATIONS}`,
    });
    return [];
  }
  const bare = systems.map((system) => ({ system }));
  const all = MATRIX_KEYS.reduce<readonly Combination[]>((done, key) => vary(done, key, matrix), bare);
  const kept = withoutExcluded(all, matrix, report, notes);
  if (kept.length === 0) report(['matrix', 'exclude'], { wrong: 'every combination is excluded' });
  return kept;
}

function vary(
  done: readonly Combination[],
  key: (typeof MATRIX_KEYS)[number],
  matrix: MatrixSection,
): readonly Combination[] {
  const values = [...new Set(listOf(matrix[key]))];
  if (values.length === 0) return done;
  return done.flatMap((combination) => values.map((value) => ({ ...combination, [key]: value })));
}

function withoutExcluded(
  all: readonly Combination[],
  matrix: MatrixSection,
  report: Report,
  notes: Set<string>,
): readonly Combination[] {
  const drops = (matrix.exclude ?? []).map((entry, index) => {
    const keys = EXCLUDE_KEYS.filter((key) => entry[key] !== undefined);
    const foreign = keys.filter((key) => key !== 'system' && matrix[key] === undefined);
    for (const key of foreign)
      report(['matrix', 'exclude', index, key], {
        wrong: `the matrix does not vary ${key}`,
        expected: 'a setting of the matrix',
      });
    if (keys.length === 0)
      report(['matrix', 'exclude', index], {
        wrong: 'this excludes everything',
        expected: 'at least one setting',
      });
    const matches = (one: Combination): boolean =>
      keys.length > 0 && keys.every((key) => listOf<VariedValue>(entry[key]).some(has(key, one[key])));
    if (foreign.length === 0 && !all.some(matches))
      notes.add(
        `matrix.exclude[${index}] matches no combination: ${keys.map((key) => `${key} ${shown(key, entry[key])}`).join(', ')}`,
      );
    return matches;
  });
  return all.filter((one) => !drops.some((matches) => matches(one)));
}

const has =
  (key: string, own: VariedValue | undefined) =>
  (value: VariedValue): boolean =>
    own !== undefined && settingText(key, value) === settingText(key, own);

function shown(key: string, value: VariedValue | readonly VariedValue[] | undefined): string {
  const texts = listOf(value).map((one) => settingText(key, one));
  const [only] = texts;
  return typeof only === 'string' && texts.length === 1 ? valueText(only) : texts.join(' or ');
}

/** A setting may be written as one value or as a list. */
export function listOf<Value>(value: Value | readonly Value[] | undefined): readonly Value[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList<Value>(value: Value | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value);
}
