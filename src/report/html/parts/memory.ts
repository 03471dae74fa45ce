// Section: memory of one worker with its children, and of one slot.

import { limitCells } from '../../charts/rows.ts';
import { memoryChart } from '../../charts/memory.ts';
import type { CellView, MemoryView } from '../../view/cells.ts';
import type { Report } from '../../view/report.ts';
import { chartFigure } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { limitNote, type Part } from '../part.ts';
import { CHART_ROWS } from './limits.ts';

export async function memoryPart(report: Report): Promise<Part | null> {
  const { run, recommendedCell } = report;
  const measured = run.cells.filter((cell) => cell.memory !== null);
  if (measured.length === 0) return null;
  const chosen = recommendedCell?.id ?? null;
  const small = (cell: CellView) => -(cell.memory?.perSlotBytes ?? Infinity);
  const { shown, left } = limitCells(measured, CHART_ROWS, small, chosen);
  const figure = (caption: string, title: string, read: (memory: MemoryView) => number): Promise<Markup> =>
    chartFigure({
      caption,
      label: `Bars: ${caption.toLowerCase()} by setting. The same figures are in the full table.`,
      width: 490,
      spec: (width) =>
        memoryChart({ cells: shown, rowTitle: run.rowTitle, read, title, width, recommendedId: chosen }),
    });
  const kind = measured.some((cell) => cell.memory?.kind === 'rss')
    ? 'RSS: pages that processes share count in each of them'
    : 'PSS: pages that processes share are divided among them';
  return {
    id: 'memory',
    title: 'Memory',
    aid: `Highest seen during the trial, children included (${kind}). A slot that costs much memory limits how many fit a machine.`,
    content: html`<div class="charts">
        ${await figure('Memory per worker', 'a worker', (memory) => memory.perWorkerBytes)}
        ${await figure('Memory per slot', 'a slot', (memory) => memory.perSlotBytes)}
      </div>
      ${limitNote(left, `the ${shown.length} settings with the least memory a slot`)}`,
  };
}
