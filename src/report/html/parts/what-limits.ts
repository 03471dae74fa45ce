// Section: what limits every setting, with the evidence: the recommended one in full, the others in a table.

import type { CellView } from '../../view/cells.ts';
import { NOTHING } from '../../view/columns.ts';
import { causeText, limitOf, settingLimit, type LimitView } from '../../view/limits.ts';
import type { LoadView } from '../../view/load.ts';
import type { Report } from '../../view/report.ts';
import { formatRatio, ratio } from '../../../units/index.ts';
import { html, type Markup } from '../markup.ts';
import type { Part } from '../part.ts';
import { tableMarkup, type Column } from '../table.ts';

export function whatLimitsPart(report: Report): Part | null {
  const content = limitsOfSettings(report) ?? limitsOfLoads(report.run.cells);
  if (content === null) return null;
  return {
    id: 'limits',
    title: 'What limits each setting',
    aid: 'What stands in the way of more tasks a second, and how that is known. More of anything else would buy nothing.',
    content,
  };
}

function limitsOfSettings({ run, recommendedCell }: Report): Markup | null {
  const judged = run.cells.filter((cell) => settingLimit(cell) !== null);
  const [first] = judged;
  if (first === undefined) return null;
  const subject = judged.find((cell) => cell === recommendedCell) ?? first;
  return html`<h3>${subject.label}</h3>
    ${phaseLimit('With a full queue', subject.full)}
    ${subject.loads.map((load) => phaseLimit(load.label, load))}
    ${judged.length === 1 ? null : limitTable('Every setting', 'at its fastest', judged, recommendedCell, settingLimit)}`;
}

// Closed loops are often of different tasks, and so are their limits: a table a load.
function limitsOfLoads(cells: readonly CellView[]): Markup | null {
  const [most = []] = cells.map(({ phases }) => phases).toSorted((a, b) => b.length - a.length);
  const tables = most.flatMap(({ label }, index) => {
    const read = (cell: CellView) => limitOf(cell.phases[index] ?? null);
    const judged = cells.filter((cell) => read(cell) !== null);
    return judged.length === 0 ? [] : [limitTable(label, `under ${label}`, judged, null, read)];
  });
  return tables.length === 0 ? null : html`${tables}`;
}

function phaseLimit(title: string, load: LoadView | null): Markup | null {
  const limit = limitOf(load);
  if (limit === null) return null;
  return html`<p class="cause">
      <span class="tag">${causeText(limit)}</span><b>${title}.</b> ${limit.meaning}
    </p>
    <ul class="plain muted">
      ${limit.evidence.map((line) => html`<li>${sentence(line)}</li>`)}
      ${limit.runnerUp === null ? null : html`<li>${nextText(limit.runnerUp)}</li>`}
    </ul>`;
}

const sentence = (text: string): string => {
  const begun = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return begun.endsWith('.') ? begun : `${begun}.`;
};

type RunnerUp = NonNullable<LimitView['runnerUp']>;

const nextText = ({ cause, nearnessRatio, evidence }: RunnerUp): string =>
  `Next nearest: ${cause}, at ${nearText(nearnessRatio)} of its limit (${evidence}).`;

const nearText = (nearness: number): string => formatRatio(ratio(Math.round(nearness * 100) / 100));

type ReadLimit = (cell: CellView) => LimitView | null;

function limitTable(
  title: string,
  when: string,
  cells: readonly CellView[],
  recommended: CellView | null,
  read: ReadLimit,
): Markup {
  const column = (head: string, text: (limit: LimitView) => string, prose = false): Column<CellView> => ({
    head,
    text: (cell) => {
      const limit = read(cell);
      return limit === null ? NOTHING : text(limit);
    },
    prose,
  });
  const table = tableMarkup({
    caption: `What limits every setting ${when}`,
    rows: cells,
    rowHead: { head: 'setting', text: (cell) => cell.label, color: (cell) => cell.series.color },
    columns: [
      column('limited by', causeText),
      column('how it is known', ({ evidence }) => evidence.join('; '), true),
      column('next nearest', ({ runnerUp }) =>
        runnerUp === null ? NOTHING : `${runnerUp.cause}, ${nearText(runnerUp.nearnessRatio)}`,
      ),
    ],
    chosen: (cell) => cell === recommended,
  });
  return html`<details>
    <summary>${title} <span class="muted">– ${summary(cells, read)}</span></summary>
    ${table}
  </details>`;
}

// "slots 14, cpu 6": the picture before the table.
function summary(cells: readonly CellView[], read: ReadLimit): string {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const cause = read(cell)?.cause ?? '';
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([cause, count]) => `${cause} ${count}`)
    .join(', ');
}
