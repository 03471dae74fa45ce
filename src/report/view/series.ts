// Which cells belong together in a chart (the same system and pool), and how that shows in every chart: the colour is
// the pool's, the shape of its marks and the dashes of its lines are the system's.

import type { RunResult } from '../../result/index.ts';
import { cellFacts } from './labels.ts';

export interface Series {
  readonly name: string;
  readonly system: string;
  readonly pool: string;
  /** A CSS variable, so that one drawing serves light, dark and print. */
  readonly color: string;
  readonly mark: SystemMark;
}

/** How marks and lines of one system look. */
export interface SystemMark {
  readonly shape: 'circle' | 'square' | 'triangle-up';
  /** Lengths of dashes and gaps in pixels; empty for a whole line. */
  readonly dash: readonly number[];
}

const POOL_ORDER: readonly string[] = ['solo', 'prefork', 'threads', 'async', 'gevent', 'eventlet'];
const COLORS = 8;
/** There are three systems. */
const MARKS: readonly SystemMark[] = [
  { shape: 'circle', dash: [] },
  { shape: 'square', dash: [7, 3] },
  { shape: 'triangle-up', dash: [2, 2.5] },
];

/** The only system of a run has it, and what belongs to none. */
export const PLAIN_MARK: SystemMark = { shape: 'circle', dash: [] };

/** The series of every cell. A pool keeps its colour whichever others the run has. */
export function seriesOfCells(result: RunResult): ReadonlyMap<string, Series> {
  const systems = [...new Set(result.cells.map((cell) => cell.system))];
  const facts = result.cells.map((cell) => ({ id: cell.id, ...cellFacts(cell) }));
  const colors = colorsOf([...new Set(facts.map(({ pool }) => pool))]);
  return new Map(
    facts.map(({ id, system, pool }) => {
      const name = systems.length === 1 ? pool : `${system} ${pool}`;
      const mark = MARKS[systems.findIndex((one) => one === system)] ?? PLAIN_MARK;
      return [id, { name, system, pool, color: colors.get(pool) ?? 'var(--c1)', mark }];
    }),
  );
}

function colorsOf(pools: readonly string[]): ReadonlyMap<string, string> {
  const others = pools.filter((pool) => !POOL_ORDER.includes(pool));
  const free = COLORS - POOL_ORDER.length;
  const numberOf = (pool: string): number =>
    others.includes(pool) ? POOL_ORDER.length + (others.indexOf(pool) % free) : POOL_ORDER.indexOf(pool);
  return new Map(pools.map((pool) => [pool, `var(--c${numberOf(pool) + 1})`]));
}

/** Series in the order in which charts and legends show them: systems as the run has them, in each its pools as people list them. */
export function orderSeries(series: Iterable<Series>): readonly Series[] {
  const unique = [...new Map([...series].map((s) => [s.name, s])).values()];
  const systems = [...new Set(unique.map(({ system }) => system))];
  const rank = ({ pool }: Series): number => {
    const at = POOL_ORDER.indexOf(pool);
    return at === -1 ? POOL_ORDER.length : at;
  };
  return unique.toSorted(
    (a, b) => systems.indexOf(a.system) - systems.indexOf(b.system) || rank(a) - rank(b),
  );
}
