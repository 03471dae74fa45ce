// Section: what is said about these settings, and what the run found.

import { claimViews, type ClaimView } from '../../view/claims.ts';
import type { Report } from '../../view/report.ts';
import { html, type Markup } from '../markup.ts';
import type { Part } from '../part.ts';

export function claimsPart({ result }: Report): Part | null {
  const claims = claimViews(result);
  if (claims.length === 0) return null;
  return {
    id: 'claims',
    title: 'Claims',
    aid:
      'What the scenario says about these settings, held against the measurement: each with its figures and the 95 % ' +
      'interval of their ratio over the repeats. A claim that does not hold is a finding; it fails nothing.',
    content: html`<dl>${claims.map(claimMarkup)}</dl>`,
  };
}

function claimMarkup({ verdict, says, that, found }: ClaimView): Markup {
  return html`<dt><b>${verdict}</b>: ${says} <span class="muted">– ${that}</span></dt>
    ${found.map((line) => html`<dd>${line}</dd>`)}`;
}
