// The run in a page of Markdown, for a pull request or a wiki: answer, verdicts, table, warnings, machine.

import type { Plan } from '../../capacity/index.ts';
import type { ThresholdOutcome } from '../../gate/index.ts';
import type { RunResult } from '../../result/index.ts';
import { bytes, formatSize } from '../../units/index.ts';
import { answerOf, goalText } from '../view/answer.ts';
import { comparisonGrids } from '../view/comparison.ts';
import { COLUMN, refusalNotes, type TextColumn } from '../view/columns.ts';
import { claimBlock } from './claims.ts';
import { makeReport, type Report } from '../view/report.ts';
import { collectVerdicts } from '../view/verdicts.ts';
import { collectWarnings } from '../view/warnings.ts';

const COLUMNS: readonly TextColumn[] = [
  COLUMN.setting,
  COLUMN.throughputInterval,
  COLUMN.limit,
  COLUMN.utilization,
  COLUMN.waitP50,
  COLUMN.waitP95Interval,
  COLUMN.waitP99,
  COLUMN.serviceP50,
  COLUMN.serviceP95,
  COLUMN.endToEndP95,
  COLUMN.workerMemory,
  COLUMN.slotMemory,
  COLUMN.cpuPerTask,
  COLUMN.state,
];

const TEXTS: ReadonlySet<TextColumn> = new Set([COLUMN.setting, COLUMN.limit, COLUMN.state]);

/** The summary of one run; ends with a newline. */
export function renderSummaryMarkdown(
  result: RunResult,
  plan: Plan,
  outcomes: readonly ThresholdOutcome[],
): string {
  const report = makeReport(result, plan, outcomes);
  const blocks = [
    answerBlock(report),
    verdictBlock(report),
    claimBlock(result, escapeMarkdown),
    tableBlock(report),
    ...comparisonBlocks(report),
    warningBlock(report),
    runBlock(report),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function answerBlock(report: Report): string {
  const { headline, reason, confidence } = answerOf(report);
  const goal = report.plan.kind === 'figures' ? [] : [`**Goal:** ${escapeMarkdown(goalText(report.plan))}.`];
  return [
    `# ${escapeMarkdown(report.result.scenario.name)}`,
    `**${escapeMarkdown(headline)}**`,
    escapeMarkdown(reason),
    `**How sure:** ${escapeMarkdown(confidence)}`,
    ...goal,
  ].join('\n\n');
}

function verdictBlock(report: Report): string {
  const verdicts = collectVerdicts(report);
  if (verdicts.length === 0) return '';
  const lines = verdicts.map(
    ({ state, threshold, text }) => `- **${state}** ${escapeMarkdown(threshold)}: ${escapeMarkdown(text)}`,
  );
  return ['## Thresholds', lines.join('\n')].join('\n\n');
}

function tableBlock({ run, recommendedCell }: Report): string {
  const row = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  const lines = run.cells.map((cell) => {
    const texts = COLUMNS.map((column) => escapeMarkdown(column.text(cell)));
    return row(cell === recommendedCell ? texts.map((text) => `**${text}**`) : texts);
  });
  const rule = row(COLUMNS.map((column) => (TEXTS.has(column) ? '---' : '--:')));
  return [
    '## Settings',
    [row(COLUMNS.map((column) => column.head)), rule, ...lines].join('\n'),
    ...refusalNotes(run.cells).map(escapeMarkdown),
  ].join('\n\n');
}

function comparisonBlocks({ result, run }: Report): readonly string[] {
  const row = (texts: readonly string[]) => `| ${texts.map(escapeMarkdown).join(' | ')} |`;
  return comparisonGrids(result, run.cells, { brief: true }).map(({ title, rowHead, columns, rows }) => {
    const lines = rows.map(
      ({ label, entries }) =>
        `| ${[escapeMarkdown(label), ...entries.map(({ text, best }) => (best ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text)))].join(' | ')} |`,
    );
    const rule = `| ${['---', ...columns.map(() => '--:')].join(' | ')} |`;
    return [`### ${escapeMarkdown(title)}`, [row([rowHead, ...columns]), rule, ...lines].join('\n')].join(
      '\n\n',
    );
  });
}

function warningBlock(report: Report): string {
  const warnings = collectWarnings(report);
  if (warnings.length === 0) return '';
  const lines = warnings.map(({ code, cause, nextStep, seen }) => {
    const where = seen.length === 1 ? (seen[0] ?? '') : `${seen.length} times, first: ${seen[0] ?? ''}`;
    return `- **${code}**: ${cause} ${nextStep} (${escapeMarkdown(where)})`;
  });
  return ['## Warnings', lines.join('\n')].join('\n\n');
}

function runBlock({ result }: Report): string {
  const { environment: e, broker, trials, seed, startedAt, outcome } = result;
  const counted = trials.filter((trial) => trial.state === 'measured').length;
  const machine = `${e.cpus} × ${e.cpuModel}, ${formatSize(bytes(e.memoryBytes))}, ${e.os}, Node.js ${e.node}`;
  const lines = [
    `- ${counted} of ${trials.length} trials count${outcome === 'interrupted' ? ' (interrupted)' : ''}; seed ${seed}; ${startedAt}`,
    `- machine: ${machine}`,
    `- broker: ${broker.kind} ${broker.version}`,
    `- headcount ${e.headcount}`,
  ];
  return ['## Run', lines.map(escapeMarkdown).join('\n')].join('\n\n');
}

/** Text that Markdown reads as itself: no markup, no HTML, no table cell broken. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').replace(/[\\`*_[\]<>|#]/g, '\\$&');
}
