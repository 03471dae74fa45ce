// Verdicts on thresholds and the warnings of the run: what happened, what it means, what to do.

import { collectVerdicts, type VerdictView } from '../../view/verdicts.ts';
import { collectWarnings, type WarningView } from '../../view/warnings.ts';
import type { Report } from '../../view/report.ts';
import { html, type Markup } from '../markup.ts';

/** Warnings that stand open; of the others only the names, so that the answer's evidence is not pushed away. */
const OPEN = 3;
const FEW = 2;
const MOST_SEEN = 12;

export function noticesMarkup(report: Report): Markup | null {
  const warnings = collectWarnings(report);
  const interrupted = report.result.outcome === 'interrupted' ? [INTERRUPTED] : [];
  const items = [
    ...interrupted,
    ...collectVerdicts(report).map(verdict),
    ...warnings.slice(0, OPEN).map(warning),
    ...(warnings.length > OPEN ? [further(warnings.slice(OPEN))] : []),
  ];
  if (items.length === 0) return null;
  return html`<ul class="notes" aria-label="Verdicts and warnings">
    ${items}
  </ul>`;
}

const INTERRUPTED = html`<li class="note-item warn">
  <span class="tag warn">interrupted</span>The run was stopped before its end. Finished trials are complete
  and count; the others are missing.
</li>`;

function verdict({ state, threshold, text, others }: VerdictView): Markup {
  const tone = state === 'passed' ? 'good' : state === 'failed' ? 'bad' : 'warn';
  return html`<li class="note-item ${tone}">
    <span class="tag ${tone}">${state}</span><code>${threshold}</code>
    <span class="muted">– ${text}</span>${others.length === 0 ? null : foldedList(others)}
  </li>`;
}

function warning({ code, cause, nextStep, seen }: WarningView): Markup {
  const times = seen.length === 1 ? '' : html` <span class="muted">(${seen.length} times)</span>`;
  return html`<li class="note-item warn">
    <span class="tag warn">${code}</span>${cause}${times} <b>Next step:</b> ${nextStep}
    ${seen.length <= FEW ? list(seen) : foldedList(seen)}
  </li>`;
}

function further(warnings: readonly WarningView[]): Markup {
  return html`<li class="note-item warn">
    <details>
      <summary>
        ${warnings.map(({ code }) => html`<span class="tag warn">${code}</span>`)}<span class="muted"
          >${warnings.length} more ${warnings.length === 1 ? 'warning' : 'warnings'}</span
        >
      </summary>
      <ul class="notes inner">
        ${warnings.map(warning)}
      </ul>
    </details>
  </li>`;
}

function foldedList(lines: readonly string[]): Markup {
  return html`<details>
    <summary><span class="muted">where</span></summary>
    ${list(lines)}
  </details>`;
}

function list(lines: readonly string[]): Markup {
  const more = lines.length > MOST_SEEN ? html`<li>and ${lines.length - MOST_SEEN} more</li>` : null;
  return html`<ul>
    ${lines.slice(0, MOST_SEEN).map((line) => html`<li>${line}</li>`)}${more}
  </ul>`;
}
