// Section: trials without figures that count, with the last lines of the worker that died.

import type { TrialRecord } from '../../../result/index.ts';
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
  const why =
    found === null
      ? trial.warnings.map(({ code, detail }) => `${code}: ${detail}`).join('; ')
      : found.message;
  return html`<details open>
    <summary>
      <span class="tag bad">${trial.state}</span>${label}
      <span class="muted">– repeat ${trial.repeat}, order ${trial.order}</span>
    </summary>
    <p>${why}${found === null ? null : html` <span class="muted">(${found.code})</span>`}</p>
    ${lines}
  </details>`;
}
