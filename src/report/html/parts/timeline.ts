// Section: one trial of each setting, second by second; the recommended one open, others behind their names.

import { limitCells } from '../../charts/rows.ts';
import { hasCut } from '../../charts/timeline-marks.ts';
import { timelineChart, TIMELINE_PANELS } from '../../charts/timeline.ts';
import type { TrialRecord } from '../../../result/index.ts';
import type { CellView } from '../../view/cells.ts';
import type { Report } from '../../view/report.ts';
import { chartFigure, NARROW_WIDTH } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { legend, limitNote, type Part } from '../part.ts';
import { TIMELINES } from './limits.ts';

const WIDE = 860;

export async function timelinePart(report: Report): Promise<Part | null> {
  const { run, recommendedCell } = report;
  const measured = run.cells.filter((cell) => cell.trials.some(hasTimeline));
  const first = measured.find((cell) => cell.id === recommendedCell?.id) ?? measured[0];
  if (first === undefined) return null;
  const rest = measured.filter((cell) => cell !== first);
  const { shown, left } = limitCells(rest, TIMELINES, (cell) => cell.capacity?.value ?? 0, null);
  const others: Markup[] = [];
  for (const cell of shown) {
    const panels = await panelsOf(cell, NARROW_WIDTH);
    others.push(
      html`<details>
        <summary>${cell.label}</summary>
        <div class="charts panels small">${panels}</div>
      </details>`,
    );
  }
  return {
    id: 'timeline',
    title: 'Timeline',
    aid:
      'One trial, second by second. Under scheduled load the queue should stay level and the wait even; ' +
      'a climbing queue means the load is more than the fleet can do.',
    content: html`${marksLegend(measured)}
      <h3>${first.label} <span class="muted">– repeat ${trialOf(first)?.repeat ?? 1}</span></h3>
      ${remarks(trialOf(first))}
      <div class="charts panels">${await panelsOf(first, WIDE)}</div>
      ${others} ${limitNote(left, `the ${shown.length} fastest of the other settings`)}`,
  };
}

function marksLegend(cells: readonly CellView[]): Markup | null {
  const trials = cells.flatMap(({ trials: own }) => own);
  const marks = [
    ...(trials.some(hasCut)
      ? [html`<i style="background:var(--muted);opacity:.35"></i>warm-up, cut off`]
      : []),
    ...(trials.some(({ faults }) => faults.length > 0)
      ? [
          html`<i class="tick" style="background:var(--bad)"></i>fault`,
          html`<i style="background:var(--bad);opacity:.3"></i>until recovered`,
        ]
      : []),
  ];
  return marks.length === 0 ? null : legend([], marks);
}

/** What a trial was like in words: where it was not steady, and its faults. */
function remarks(trial: TrialRecord | undefined): Markup | null {
  const said = (trial?.phases ?? [])
    .filter(({ steadiness: { verdict } }) => verdict === 'unstable' || verdict === 'never-steady')
    .map(({ label, steadiness }) => `${label}: ${steadiness.said}`);
  if (said.length === 0) return null;
  return html`<ul class="plain muted">
    ${said.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}

async function panelsOf(cell: CellView, width: number): Promise<Markup[]> {
  const trial = trialOf(cell);
  if (trial === undefined) return [];
  const figures: Markup[] = [];
  for (const panel of TIMELINE_PANELS) {
    figures.push(
      await chartFigure({
        caption: panel.title,
        label: `Line: ${panel.title.toLowerCase()} of ${cell.label} over the trial.`,
        width,
        spec: (drawn) => timelineChart(trial, cell.series.color, panel, drawn),
      }),
    );
  }
  return figures;
}

const hasTimeline = (trial: TrialRecord): boolean => trial.phases.some((phase) => phase.timeline.length > 0);

function trialOf(cell: CellView): TrialRecord | undefined {
  return cell.trials.find(hasTimeline);
}
