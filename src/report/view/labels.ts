// How a cell is called in text and charts: what it is, what differs between the cells, nothing more.

import type { CellRecord, RunResult } from '../../result/index.ts';

/** What tells cells apart: pool, concurrency and prefetch of the fleet, then whatever else the matrix varied. */
export interface CellFacts {
  readonly system: string;
  readonly pool: string;
  readonly concurrency: string;
  readonly prefetch: string;
  readonly workers: string;
  readonly others: ReadonlyMap<string, string>;
}

const FLEET_KEYS: ReadonlySet<string> = new Set(['system', 'pool', 'concurrency', 'prefetch', 'workers']);

export function cellFacts(cell: CellRecord): CellFacts {
  const others = new Map<string, string>();
  for (const [key, value] of Object.entries(cell.settings)) {
    if (!FLEET_KEYS.has(key)) others.set(key, String(value));
  }
  return {
    system: cell.system,
    pool: joined(cell.fleet.map((group) => group.pool)),
    concurrency: joined(cell.fleet.map((group) => String(group.concurrency))),
    prefetch: joined(cell.fleet.map((group) => (group.prefetch === 0 ? '∞' : String(group.prefetch)))),
    workers: String(cell.fleet.reduce((sum, group) => sum + group.workers, 0)),
    others,
  };
}

export interface CellLabels {
  /** "prefork ×4, prefetch 1": stands alone in a sentence. */
  readonly full: string;
  /** "4 · 1": under a heading that names the series and an axis title that names the parts. */
  readonly row: string;
}

export interface Labels {
  readonly byCell: ReadonlyMap<string, CellLabels>;
  /** What the parts of a row label are: "concurrency · prefetch". */
  readonly rowTitle: string;
}

/** Labels of all cells; a part that is the same in every cell is left out of the row labels. */
export function labelCells(result: RunResult): Labels {
  const facts = new Map(result.cells.map((cell) => [cell.id, cellFacts(cell)]));
  const all = [...facts.values()];
  const varies = (read: (f: CellFacts) => string) => new Set(all.map(read)).size > 1;
  const shown = {
    system: varies((f) => f.system),
    prefetch: varies((f) => f.prefetch),
    workers: varies((f) => f.workers),
    others: [...new Set(all.flatMap((f) => [...f.others.keys()]))].filter((key) =>
      varies((f) => f.others.get(key) ?? ''),
    ),
  };
  const rowTitle = ['concurrency', ...extraParts(shown)].join(' · ');
  const byCell = new Map<string, CellLabels>();
  for (const [id, f] of facts) byCell.set(id, { full: fullLabel(f, shown), row: rowLabel(f, shown) });
  return { byCell, rowTitle };
}

interface Shown {
  readonly system: boolean;
  readonly prefetch: boolean;
  readonly workers: boolean;
  readonly others: readonly string[];
}

function extraParts(shown: Shown): string[] {
  return [...(shown.prefetch ? ['prefetch'] : []), ...(shown.workers ? ['workers'] : []), ...shown.others];
}

function rowLabel(f: CellFacts, shown: Shown): string {
  const others = shown.others.map((key) => f.others.get(key) ?? '–');
  const parts = [
    f.concurrency,
    ...(shown.prefetch ? [f.prefetch] : []),
    ...(shown.workers ? [f.workers] : []),
  ];
  return [...parts, ...others].join(' · ');
}

function fullLabel(f: CellFacts, shown: Shown): string {
  const name = `${shown.system ? `${f.system} ` : ''}${f.pool} ×${f.concurrency}`;
  const others = shown.others.map((key) => `${key} ${f.others.get(key) ?? '–'}`);
  const parts = [
    ...(shown.prefetch ? [`prefetch ${f.prefetch}`] : []),
    ...(shown.workers ? [`${f.workers} ${f.workers === '1' ? 'worker' : 'workers'}`] : []),
  ];
  return [name, ...parts, ...others].join(', ');
}

function joined(values: readonly string[]): string {
  return [...new Set(values)].join('+');
}
