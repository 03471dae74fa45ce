// Section: what every setting can do when the queue is never empty, and how that grows with slots.

import { barChart } from '../../charts/bars.ts';
import { limitCells } from '../../charts/rows.ts';
import { hasScaling, scalingChart } from '../../charts/scaling.ts';
import { orderSeries } from '../../view/series.ts';
import type { Report } from '../../view/report.ts';
import { chartFigure } from '../figure.ts';
import { html } from '../markup.ts';
import { legend, limitNote, type Part } from '../part.ts';
import { CHART_ROWS } from './limits.ts';

export async function throughputPart(report: Report): Promise<Part | null> {
  const { run, recommendedCell } = report;
  const measured = run.cells.filter((cell) => cell.capacity !== null);
  if (measured.length === 0) return null;
  const chosen = recommendedCell?.id ?? null;
  const { shown, left } = limitCells(measured, CHART_ROWS, (cell) => cell.capacity?.value ?? 0, chosen);
  const repeats = Math.max(...measured.map((cell) => cell.capacity?.repeats ?? 1));
  const bars = await chartFigure({
    caption: 'Throughput of every setting',
    note: repeats > 1 ? '– line: 95 % interval over repeats' : '– one repeat, no interval',
    label:
      'Bars: tasks a second with a full queue, by pool and setting. The same figures are in the full table.',
    width: 590,
    spec: (width) =>
      barChart({
        cells: shown,
        rowTitle: run.rowTitle,
        read: (cell) => cell.capacity,
        unit: 1,
        axisTitle: 'tasks a second',
        of: 'tasks',
        width,
        recommendedId: chosen,
      }),
  });
  const lines = hasScaling(measured)
    ? await chartFigure({
        caption: 'How it grows with slots',
        note: '– both axes double; dashed: perfect scaling',
        label: 'Lines: best throughput of each pool against slots. The same figures are in the full table.',
        width: 400,
        legend: legend(orderSeries(measured.map((cell) => cell.series))),
        spec: (width) => scalingChart(measured, width),
      })
    : null;
  return {
    id: 'throughput',
    title: 'Throughput',
    aid:
      'Tasks a second while the queue is kept full. Look for where a pool stops growing: ' +
      'slots beyond that point cost memory and buy nothing.',
    content: html`<div class="charts">${bars}${lines}</div>
      ${limitNote(left, `the ${shown.length} fastest settings`)}`,
  };
}
