// Which cells belong together in a chart (the same system and pool) and the colour they keep in every chart.

import type { RunResult } from '../../result/index.ts';
import { cellFacts } from './labels.ts';

export interface Series {
  readonly name: string;
  /** A CSS variable, so that one drawing serves light, dark and print. */
  readonly color: string;
}

const POOL_ORDER: readonly string[] = ['solo', 'prefork', 'threads', 'async'];
const COLORS = 8;

/** The series of every cell. The four pools of headcount keep colours 1 to 4; other series follow in order. */
export function seriesOfCells(result: RunResult): ReadonlyMap<string, Series> {
  const systems = new Set(result.cells.map((cell) => cell.system));
  const names = new Map<string, string>();
  for (const cell of result.cells) {
    const { pool } = cellFacts(cell);
    names.set(cell.id, systems.size === 1 ? pool : `${cell.system} ${pool}`);
  }
  const colors = colorsOf([...new Set(names.values())], systems.size > 1);
  return new Map([...names].map(([id, name]) => [id, { name, color: colors.get(name) ?? 'var(--c1)' }]));
}

function colorsOf(names: readonly string[], prefixed: boolean): ReadonlyMap<string, string> {
  const colors = new Map<string, string>();
  const fixed = POOL_ORDER.map((pool) => (prefixed ? `headcount ${pool}` : pool));
  const held = names.filter((name) => fixed.includes(name));
  for (const name of held) colors.set(name, `var(--c${fixed.indexOf(name) + 1})`);
  const used = new Set(colors.values());
  const order = [5, 6, 7, 8, 1, 2, 3, 4].map((n) => `var(--c${n})`).filter((color) => !used.has(color));
  const free = order.length > 0 ? order : Array.from({ length: COLORS }, (_, i) => `var(--c${i + 1})`);
  names
    .filter((name) => !colors.has(name))
    .forEach((name, i) => colors.set(name, free[i % free.length] ?? 'var(--c5)'));
  return colors;
}

/** Series in the order in which charts and legends show them: the pools as people list them, others after. */
export function orderSeries(series: Iterable<Series>): readonly Series[] {
  const unique = new Map([...series].map((s) => [s.name, s]));
  const rank = (name: string) => {
    const at = POOL_ORDER.findIndex((pool) => name.endsWith(pool));
    return at === -1 ? POOL_ORDER.length : at;
  };
  const systemOf = (name: string) => (name.includes(' ') ? name.slice(0, name.indexOf(' ')) : '');
  return [...unique.values()].sort(
    (a, b) => systemOf(a.name).localeCompare(systemOf(b.name)) || rank(a.name) - rank(b.name),
  );
}
