// What this machine and this broker were able to do when the run began: the findings of `headcount doctor`.

import type { Certificate, Check } from '../../../result/index.ts';
import { html, type Markup } from '../markup.ts';

const TONE = { ok: 'good', warn: 'warn', bad: 'bad' } as const satisfies Readonly<
  Record<Check['state'], string>
>;

/** What was not right stands open; the rest is folded away. */
export function certificateMarkup({ checks }: Certificate): Markup | null {
  if (checks.length === 0) return null;
  const wrong = checks.filter(({ state }) => state !== 'ok');
  const right = checks.filter(({ state }) => state === 'ok');
  return html`<h3 class="after">What the machine was able to do</h3>
    ${wrong.length === 0 ? null : list(wrong)}
    ${
      right.length === 0
        ? null
        : html`<details>
            <summary>
              <span class="tag ${wrong.length === 0 ? 'good' : ''}"
                >${right.length} of ${checks.length} ok</span
              >looked at before the first trial
            </summary>
            ${list(right)}
          </details>`
    }`;
}

function list(checks: readonly Check[]): Markup {
  return html`<ul class="findings">
    ${checks.map(
      ({ check, state, finding, nextStep }) =>
        html`<li>
          <span class="tag ${TONE[state]}">${state}</span><b>${check}</b>: ${finding}
          ${nextStep === null ? null : html`<span class="muted">${nextStep}</span>`}
        </li>`,
    )}
  </ul>`;
}
