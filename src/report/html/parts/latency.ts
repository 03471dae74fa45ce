// Section: wait, service and end-to-end time of every setting under the same scheduled load.

import { limitCells } from '../../charts/rows.ts';
import { percentileChart } from '../../charts/percentiles.ts';
import { formatDuration, formatRatio, ms, ratio } from '../../../units/index.ts';
import { valueOf } from '../../view/figure.ts';
import type { CellView } from '../../view/cells.ts';
import type { Quantiles } from '../../view/load.ts';
import type { Report } from '../../view/report.ts';
import { chartFigure, NARROW_WIDTH } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { legend, limitNote, type Part } from '../part.ts';
import { CHART_ROWS } from './limits.ts';

interface Measure {
  readonly caption: string;
  readonly note: string;
  readonly title: string;
  readonly read: (cell: CellView) => Quantiles | null;
}

const WAIT: Measure = {
  caption: 'Wait',
  note: '– due to started',
  title: 'wait',
  read: (cell) => cell.load?.wait ?? null,
};
const SERVICE: Measure = {
  caption: 'Service',
  note: '– started to finished',
  title: 'service',
  read: (cell) => cell.service,
};
const END_TO_END: Measure = {
  caption: 'End to end',
  note: '– due to finished',
  title: 'end to end',
  read: (cell) => cell.load?.endToEnd ?? null,
};

export async function latencyPart(report: Report): Promise<Part | null> {
  const { run, recommendedCell } = report;
  const measured = run.cells.filter((cell) => cell.service !== null);
  if (measured.length === 0) return null;
  const chosen = recommendedCell?.id ?? null;
  const calm = (cell: CellView) => -(valueOf(cell.load?.wait.p95) ?? Infinity);
  const { shown, left } = limitCells(measured, CHART_ROWS, calm, chosen);
  const measures = run.loadIndex === null ? [SERVICE] : [WAIT, SERVICE, END_TO_END];
  const goalMs = goalInReach(report, shown);
  const figures: Markup[] = [];
  for (const measure of measures) {
    const { read, title, caption, note } = measure;
    const goal = measure === WAIT ? goalMs : null;
    figures.push(
      await chartFigure({
        caption,
        note,
        label: `Range plot: p50, p95 and p99 of ${title} by setting, log scale. The figures are in the full table.`,
        width: NARROW_WIDTH,
        spec: (width) =>
          percentileChart({
            cells: shown,
            rowTitle: run.rowTitle,
            read,
            title,
            width,
            recommendedId: chosen,
            goalMs: goal,
          }),
      }),
    );
  }
  return {
    id: 'latency',
    title: 'Latency',
    aid: `${loadText(measured)} A short line is an even wait; a long one means some tasks wait far longer than most.`,
    content: html`${legend([], marks(goalMs))}
      <div class="charts">${figures}</div>
      ${limitNote(left, `the ${shown.length} settings with the lowest p95 wait`)}`,
  };
}

function marks(goalMs: number | null): Markup[] {
  return [
    html`<i class="ring"></i>p50`,
    html`<i class="dot" style="background:var(--muted)"></i>p95`,
    html`<i class="tick" style="background:var(--muted)"></i>p99`,
    html`<i class="band"></i>95 % interval of p95`,
    ...(goalMs === null ? [] : [html`<i class="dash"></i>goal for p95 wait: ${formatDuration(ms(goalMs))}`]),
  ];
}

// A goal far beyond what was measured would squeeze the marks into a corner; the figures say it then.
const REACH = 10;

function goalInReach(report: Report, cells: readonly CellView[]): number | null {
  const goalMs = report.waitGoalMs;
  const most = Math.max(...cells.map((cell) => valueOf(cell.load?.wait.p99 ?? cell.load?.wait.p95) ?? 0));
  return goalMs !== null && goalMs <= most * REACH ? goalMs : null;
}

function loadText(cells: readonly CellView[]): string {
  const loads = cells.flatMap((cell) => valueOf(cell.load?.utilization) ?? []);
  if (loads.length === 0) return 'The scenario has no scheduled load, so only service times are known.';
  const low = formatRatio(ratio(Math.round(Math.min(...loads) * 100) / 100));
  const high = formatRatio(ratio(Math.round(Math.max(...loads) * 100) / 100));
  const busy = low === high ? low : `${low} to ${high}`;
  return `Under scheduled load that kept the slots ${busy} busy.`;
}
