// Section: memory of one worker with its children, and of one slot; whether it grows with the tasks done.

import { barChart } from '../../charts/bars.ts';
import { limitCells } from '../../charts/rows.ts';
import type { CellView, MemoryView } from '../../view/cells.ts';
import type { Estimate } from '../../view/figure.ts';
import { growthOf, type GrowthView } from '../../view/growth.ts';
import type { Report } from '../../view/report.ts';
import { chartFigure } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { limitNote, type Part } from '../part.ts';
import { CHART_ROWS } from './limits.ts';

const MIB = 2 ** 20;

export async function memoryPart(report: Report): Promise<Part | null> {
  const { run, recommendedCell } = report;
  const measured = run.cells.filter((cell) => cell.memory !== null);
  if (measured.length === 0) return null;
  const chosen = recommendedCell?.id ?? null;
  const small = (cell: CellView) => -(cell.memory?.perSlot.value ?? Infinity);
  const { shown, left } = limitCells(measured, CHART_ROWS, small, chosen);
  const figure = (caption: string, of: string, read: (memory: MemoryView) => Estimate): Promise<Markup> =>
    chartFigure({
      caption,
      label: `Bars: ${caption.toLowerCase()} by setting. The same figures are in the full table.`,
      width: 490,
      spec: (width) =>
        barChart({
          cells: shown,
          rowTitle: run.rowTitle,
          read: ({ memory }) => (memory === null ? null : read(memory)),
          unit: MIB,
          axisTitle: `MiB ${of}`,
          of,
          width,
          recommendedId: chosen,
        }),
    });
  const kind = measured.some((cell) => cell.memory?.kind === 'rss')
    ? 'RSS: pages that processes share count in each of them'
    : 'PSS: pages that processes share are divided among them';
  return {
    id: 'memory',
    title: 'Memory',
    aid: `Peak of a trial, children included (${kind}). A slot that costs much memory limits how many fit a machine.`,
    content: html`<div class="charts">
        ${await figure('Memory per worker', 'a worker', (memory) => memory.perWorker)}
        ${await figure('Memory per slot', 'a slot', (memory) => memory.perSlot)}
      </div>
      ${limitNote(left, `the ${shown.length} settings with the least memory a slot`)}
      ${growthMarkup(measured)}`,
  };
}

// What leaks is said; what does not is one line, the rest behind it.
function growthMarkup(cells: readonly CellView[]): Markup | null {
  const all = growthOf(cells);
  if (all.length === 0) return null;
  const leaks = all.filter(({ verdict }) => verdict === 'leaks');
  const others = all.filter(({ verdict }) => verdict !== 'leaks');
  const steady = others.filter(({ verdict }) => verdict === 'steady').length;
  const counted = `In ${steady} of ${all.length} ${all.length === 1 ? 'setting' : 'settings'} it does not`;
  const loud = leaks.length === 0 ? null : list(leaks);
  return html`<h3 class="after">Does it grow with the tasks done?</h3>
    ${loud}
    ${
      others.length === 0
        ? null
        : html`<details>
            <summary>${counted} <span class="muted">– what is known of each</span></summary>
            ${list(others)}
          </details>`
    }`;
}

function list(entries: readonly GrowthView[]): Markup {
  return html`<ul class="plain">
    ${entries.map(({ label, text }) => html`<li><b>${label}</b>: ${text}</li>`)}
  </ul>`;
}
