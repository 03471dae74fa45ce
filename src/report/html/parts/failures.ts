// Section: trials without figures that count, with the last lines of the worker that died.

import { WARNINGS, type TrialRecord } from '../../../result/index.ts';
import type { Report } from '../../view/report.ts';
import { html, type Markup } from '../markup.ts';
import type { Part } from '../part.ts';

export function failuresPart({ result, run }: Report): Part | null {
  const bad = result.trials.filter((trial) => trial.state !== 'measured');
  if (bad.length === 0) return null;
  const labels = new Map(run.cells.map((cell) => [cell.id, cell.label]));
  return {
    id: 'failures',
    title: 'Trials that do not count',
    aid: 'Failed trials have no figures; the figures of invalid ones are refused by a rule of measurement. Neither is in any chart.',
    content: html`${bad.map((trial) => failure(trial, labels.get(trial.cellId) ?? trial.cellId))}`,
  };
}

function failure(trial: TrialRecord, label: string): Markup {
  const { failure: found } = trial;
  const lines =
    found === null || found.lastLines.length === 0 ? null : html`<pre>${found.lastLines.join('\n')}</pre>`;
  const codes = [...new Set(trial.refusals.map(({ code }) => code))];
  const refusals = codes.map(
    (code) =>
      html`<li>
        <b>${code}</b>:
        ${trial.refusals.flatMap((one) => (one.code === code ? [one.detail] : [])).join('; ')}.
        <span class="muted">${WARNINGS[code].nextStep}</span>
      </li>`,
  );
  const why =
    found === null
      ? html`<ul class="plain">
          ${refusals}
        </ul>`
      : html`<p>${found.message} <span class="muted">(${found.code})</span></p>`;
  return html`<details open>
    <summary>
      <span class="tag bad">${trial.state}</span>${label}
      <span class="muted">– repeat ${trial.repeat}, order ${trial.order}</span>
    </summary>
    ${why} ${lines}
  </details>`;
}
