// Section: laws that hold for every queue, checked on every phase. What failed is loud, what held is folded away.

import { collectChecks, type CheckView, type FailedCheck } from '../../view/checks.ts';
import type { Report } from '../../view/report.ts';
import { html, type Markup } from '../markup.ts';
import type { Part } from '../part.ts';

export function selfChecksPart({ result, run }: Report): Part | null {
  const labels = new Map(run.cells.map((cell) => [cell.id, cell.label]));
  const checks = collectChecks(result, (id) => labels.get(id) ?? id);
  if (checks.length === 0) return null;
  const held = checks.reduce((sum, check) => sum + check.held, 0);
  const failed = checks.flatMap((check) => check.failed.map((one) => ({ name: check.name, ...one })));
  const all = held + failed.length;
  return {
    id: 'checks',
    title: 'Self-check',
    aid: 'Figures that were measured apart from each other must agree wherever arithmetic says so, whatever was measured.',
    content: html`${failed.length === 0 ? null : failures(failed)}
      <details>
        <summary>
          <span class="tag ${failed.length === 0 ? 'good' : 'warn'}">${held} of ${all} hold</span>what was
          checked
        </summary>
        <ul class="plain">
          ${checks.map(entry)}
        </ul>
      </details>`,
  };
}

const NAMES: Readonly<Record<CheckView['name'], string>> = {
  percentiles: 'Percentiles are in order: p50, p95, p99, maximum',
  utilization: 'Utilization is throughput times service time over slots',
  'littles-law': "Little's law: tasks in the system are throughput times time in it",
  parts: 'The parts of a task add up to the whole',
  ledger: 'Every task sent is accounted for',
};

function entry({ name, held, failed, example }: CheckView): Markup {
  const said = example === null ? '' : ` – for example: ${example}`;
  return html`<li>${NAMES[name]}: ${held} of ${held + failed.length}<span class="muted">${said}</span></li>`;
}

/** More are only counted. */
const MOST = 20;

function failures(failed: readonly (FailedCheck & { readonly name: CheckView['name'] })[]): Markup {
  const more =
    failed.length > MOST ? html`<li class="note-item">and ${failed.length - MOST} more</li>` : null;
  return html`<ul class="notes inner">
    ${failed.slice(0, MOST).map(
      ({ name, where, said, refuses }) =>
        html`<li class="note-item bad">
          <span class="tag bad">${refuses ? 'refuses the trial' : 'does not hold'}</span>${NAMES[name]}.
          <span class="muted">${where}: ${said}</span>
        </li>`,
    )}
    ${more}
  </ul>`;
}
