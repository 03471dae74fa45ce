// The run in a page of Markdown, for a pull request or a wiki: answer, verdicts, table, warnings, machine.

import type { Plan } from '../../capacity/index.ts';
import type { ThresholdOutcome } from '../../gate/index.ts';
import type { RunResult } from '../../result/index.ts';
import { bytes, formatSize } from '../../units/index.ts';
import { answerOf } from '../view/answer.ts';
import { comparisonGrids, markNotes, type ComparisonGrid } from '../view/comparison.ts';
import { COLUMN, NOTHING, refusalNotes, type TextColumn } from '../view/columns.ts';
import { goalText } from '../view/goal-text.ts';
import { claimBlock } from './claims.ts';
import { makeReport, type Report } from '../view/report.ts';
import { collectVerdicts } from '../view/verdicts.ts';
import { collectWarnings } from '../view/warnings.ts';
import { escapeMarkdown } from './escape.ts';

const COLUMNS: readonly TextColumn[] = [
  COLUMN.setting,
  COLUMN.throughputInterval,
  COLUMN.highestRateInterval,
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
  const goal = report.plan.kind === 'figures' ? null : report.plan.goal;
  return [
    `# ${escapeMarkdown(report.result.scenario.name)}`,
    `**${escapeMarkdown(headline)}**`,
    escapeMarkdown(reason),
    `**How sure:** ${escapeMarkdown(confidence)}`,
    ...(goal === null ? [] : [`**Goal:** ${escapeMarkdown(goalText(goal))}.`]),
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
  // A column of dashes is room for nothing.
  const columns = COLUMNS.filter((column) => run.cells.some((cell) => column.text(cell) !== NOTHING));
  const lines = run.cells.map((cell) => {
    const texts = columns.map((column) => escapeMarkdown(column.text(cell)));
    return row(cell === recommendedCell ? texts.map((text) => `**${text}**`) : texts);
  });
  const rule = row(columns.map((column) => (TEXTS.has(column) ? '---' : '--:')));
  return [
    '## Settings',
    [row(columns.map((column) => column.head)), rule, ...lines].join('\n'),
    ...refusalNotes(run.cells).map(escapeMarkdown),
  ].join('\n\n');
}

function comparisonBlocks({ result, run }: Report): readonly string[] {
  const grids = comparisonGrids(result, run.cells, { brief: true });
  const notes = markNotes(grids, 'bold:').map(escapeMarkdown);
  return [...grids.map(gridBlock), ...notes];
}

function gridBlock({ title, rowHead, columns, rows }: ComparisonGrid): string {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  const lines = rows.map(({ label, entries }) =>
    line([escapeMarkdown(label), ...entries.map(({ text, best }) => strong(escapeMarkdown(text), best))]),
  );
  const heads = line([rowHead, ...columns].map(escapeMarkdown));
  const rule = line(['---', ...columns.map(() => '--:')]);
  return [`### ${escapeMarkdown(title)}`, [heads, rule, ...lines].join('\n')].join('\n\n');
}

const strong = (text: string, wanted: boolean): string => (wanted ? `**${text}**` : text);

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
  const { environment: e, broker, trials, seed, startedAt, outcome, scenario } = result;
  const counted = trials.filter((trial) => trial.state === 'measured').length;
  const machine = `${e.cpus} × ${e.cpuModel}, ${formatSize(bytes(e.memoryBytes))}, ${e.os}, Node.js ${e.node}`;
  const lines = [
    `- ${counted} of ${trials.length} trials count${outcome === 'interrupted' ? ' (interrupted)' : ''}; seed ${seed}; ${startedAt}`,
    ...(scenario.overrides.length === 0 ? [] : [`- changed by --set: ${scenario.overrides.join(', ')}`]),
    ...(scenario.only.length === 0 ? [] : [`- kept by --only: ${scenario.only.join(', ')}`]),
    `- machine: ${machine}`,
    `- broker: ${broker.kind} ${broker.version}`,
    `- headcount ${e.headcount}`,
  ];
  return ['## Run', lines.map(escapeMarkdown).join('\n')].join('\n\n');
}
