// Section: the highest rate that keeps a goal, by setting, and the probes that found it.

import { searchChart } from '../../charts/search.ts';
import { aggregateName, parseSlo, type Search } from '../../../result/index.ts';
import { formatRate, perSecond } from '../../../units/index.ts';
import type { CellView } from '../../view/cells.ts';
import { fullText, valueOf } from '../../view/figure.ts';
import type { LoadView } from '../../view/load.ts';
import type { Report } from '../../view/report.ts';
import { chartFigure } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { limitNote, type Part } from '../part.ts';
import { tableMarkup } from '../table.ts';

interface Searched {
  readonly cell: CellView;
  readonly load: LoadView;
  /** One a repeat. */
  readonly searches: readonly Search[];
  readonly first: Search;
}

/** Settings whose probes are drawn. */
const CHARTS = 6;

export async function searchPart({ run, recommendedCell }: Report): Promise<Part | null> {
  const all = run.cells.flatMap((cell) => cell.phases.flatMap((load) => searched(cell, load)));
  if (all.length === 0) return null;
  const ranked = all.toSorted((a, b) => rank(b, recommendedCell) - rank(a, recommendedCell));
  const charts: Markup[] = [];
  for (const one of ranked.slice(0, CHARTS)) charts.push(await probes(one));
  return {
    id: 'search',
    title: 'Highest rate that keeps the goal',
    aid:
      'Rates of independent arrivals were tried until the highest that keeps the goal lay between two others. Filled ' +
      'points kept it, hollow ones broke it, numbers are the order of trying; the band is where the answer lies, the ' +
      'dashed line what the fleet does with a full queue.',
    content: html`${table(all, recommendedCell)}
      <div class="charts after">${charts}</div>
      ${limitNote(Math.max(0, ranked.length - CHARTS), `the ${CHARTS} settings with the highest rates`)}`,
  };
}

function searched(cell: CellView, load: LoadView): Searched[] {
  const searches = load.phases.flatMap(({ search }) => search ?? []);
  const [first] = searches;
  return first === undefined ? [] : [{ cell, load, searches, first }];
}

const rank = ({ cell, load }: Searched, recommended: CellView | null): number =>
  cell === recommended ? Infinity : (valueOf(load.search) ?? 0);

function table(all: readonly Searched[], recommended: CellView | null): Markup {
  const perSec = (value: number): string => formatRate(perSecond(value));
  return tableMarkup({
    caption: 'The highest rate found, its bracket, and what the search cost',
    rows: all,
    rowHead: {
      head: 'setting',
      text: ({ cell }) => cell.label,
      color: ({ cell }) => cell.series.color,
    },
    columns: [
      { head: 'goal', text: ({ first }) => first.slo },
      {
        head: 'highest rate',
        value: ({ load }) => valueOf(load.search),
        text: ({ load }) => (load.search === null ? 'none kept it' : fullText(load.search)),
      },
      {
        head: 'kept for certain',
        text: ({ searches }) => perSec(Math.min(...searches.map((s) => s.lowPerSec))),
      },
      {
        head: 'broken for certain',
        text: ({ searches }) => perSec(Math.max(...searches.map((s) => s.highPerSec))),
      },
      { head: 'full queue', text: ({ first }) => perSec(first.saturationPerSec) },
      {
        head: 'probes',
        text: ({ searches }) => String(searches.reduce((sum, s) => sum + s.probes.length, 0)),
      },
    ],
    chosen: ({ cell }) => cell === recommended,
  });
}

function probes({ cell, first }: Searched): Promise<Markup> {
  const slo = parseSlo(first.slo);
  const figure = `${aggregateName(slo.of)}(${slo.metric})`;
  return chartFigure({
    caption: cell.label,
    note: `– ${figure} of every probe, log scale`,
    label: `Points: ${figure} against the rate of every probe of ${cell.label}, with the goal and the bracket.`,
    width: 490,
    spec: (width) =>
      searchChart({ search: first, color: cell.series.color, limitMs: slo.limitMs, figure, width }),
  });
}
