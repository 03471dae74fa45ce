// The whole page, in one file that needs no network: answer first, evidence after.

import type { BrokerRecord } from '../../result/index.ts';
import type { Report } from '../view/report.ts';
import { html, trusted, type Markup } from './markup.ts';
import { partMarkup, type Part } from './part.ts';
import { answerMarkup } from './parts/answer.ts';
import { claimsPart } from './parts/claims.ts';
import { failuresPart } from './parts/failures.ts';
import { faultsPart } from './parts/faults.ts';
import { fullTablePart } from './parts/full-table.ts';
import { latencyPart } from './parts/latency.ts';
import { memoryPart } from './parts/memory.ts';
import { methodPart } from './parts/method.ts';
import { noticesMarkup } from './parts/notices.ts';
import { queuePart, resourcesPart } from './parts/resources.ts';
import { searchPart } from './parts/search.ts';
import { selfChecksPart } from './parts/self-checks.ts';
import { settingsPart } from './parts/settings.ts';
import { sideBySidePart } from './parts/side-by-side.ts';
import { taskTimePart } from './parts/task-time.ts';
import { throughputPart } from './parts/throughput.ts';
import { timelinePart } from './parts/timeline.ts';
import { utilizationPart } from './parts/utilization.ts';
import { whatLimitsPart } from './parts/what-limits.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export async function renderPage(report: Report): Promise<string> {
  const parts = await allParts(report);
  const { scenario, startedAt, environment, broker } = report.result;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        />
        <meta name="color-scheme" content="light dark" />
        <title>headcount: ${scenario.name}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#answer">Skip to the answer</a>
        <header class="top">
          <span class="brand"><i></i><span>headcount</span></span>
          <span class="run"
            >${scenario.name}, ${dateText(startedAt)}, on ${environment.hostname} with
            ${brokerText(broker)}</span
          >
          <button id="theme" type="button" hidden>Dark</button>
        </header>
        <main>
          ${answerMarkup(report)} ${noticesMarkup(report)} ${contents(parts)} ${parts.map(partMarkup)}
        </main>
        <footer>
          Measured and rendered by headcount ${environment.headcount}. This page is one file and loads
          nothing.
        </footer>
        <script>
          ${trusted(SCRIPT)};
        </script>
      </body>
    </html> `;
  return page.text;
}

// One after the other: drawing is work for the CPU, side by side it would only need more memory.
async function allParts(report: Report): Promise<readonly Part[]> {
  const parts: (Part | null)[] = [
    claimsPart(report),
    await sideBySidePart(report),
    await throughputPart(report),
    await latencyPart(report),
    settingsPart(report),
    await utilizationPart(report),
    await searchPart(report),
    whatLimitsPart(report),
    await taskTimePart(report),
    await memoryPart(report),
    resourcesPart(report),
    await queuePart(report),
    faultsPart(report),
    await timelinePart(report),
    fullTablePart(report),
    failuresPart(report),
    selfChecksPart(report),
    methodPart(report),
  ];
  return parts.filter((part) => part !== null);
}

function contents(parts: readonly Part[]): Markup {
  return html`<nav aria-label="Contents">
    ${parts.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}
  </nav>`;
}

function brokerText({ kind, version }: BrokerRecord): string {
  return kind === 'embedded' ? 'the embedded broker' : `${kind} ${version}`;
}

/** "2026-01-05 09:00 UTC"; a time that does not parse is shown as it is. */
function dateText(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso);
  return match === null ? iso : `${match[1] ?? ''} ${match[2] ?? ''} UTC`;
}
