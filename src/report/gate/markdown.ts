// A gate's answer as markdown, for a pull request: the verdict first, then the tables, worst first.

import type { Comparison, GateOutcome, GateQuestion, ThresholdOutcome } from '../../gate/index.ts';
import { notesAfter, notesBefore, type Notes } from './notes.ts';
import { worstComparisons, worstThresholds } from './order.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { figureText } from '../view/figure-text.ts';
import { changeText, limitText, titleLines } from './words.ts';
import { valueText } from '../view/verdicts.ts';

/** Ends with a newline. */
export function renderGateMarkdown(outcome: GateOutcome, question: GateQuestion): string {
  const { thresholds, comparison, sentence } = outcome;
  const comparisons = comparison?.comparisons ?? [];
  const parts = [
    `## headcount gate: ${outcome.state}`,
    `**${escapeMarkdown(sentence)}**`,
    titleLines(question).map(escapeMarkdown).join('  \n'),
    ...notesBefore(outcome).map(noteText),
    ...(thresholds.length === 0 ? [] : [thresholdTable(thresholds)]),
    ...(comparisons.length === 0 ? [] : [comparisonTable(comparisons)]),
    ...notesAfter(outcome).map(noteText),
  ];
  return `${parts.join('\n\n')}\n`;
}

function noteText({ title, items }: Notes): string {
  return [`**${title}**`, '', ...items.map((item) => `- ${escapeMarkdown(item)}`)].join('\n');
}

function thresholdTable(outcomes: readonly ThresholdOutcome[]): string {
  const rows = worstThresholds(outcomes).flatMap(({ title, rows: own }) =>
    own.map((row) => [row.outcome, title, row.subject, valueText(row), limitText(row)]),
  );
  return table(['verdict', 'cell', 'threshold on', 'value', 'limit'], 3, rows);
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = worstComparisons(comparisons).flatMap(({ title, rows: own }) =>
    own.map((row) => [row.verdict, title, row.metric, ...figures(row)]),
  );
  return table(
    ['verdict', 'cell', 'metric', 'baseline', 'run', 'change (95 % interval)', 'p (Holm)'],
    3,
    rows,
  );
}

function figures(row: Comparison): readonly string[] {
  if (row.effect === null) return ['-', '-', '-', '-'];
  const { baseMean, candidateMean, adjustedP } = row.effect;
  return [
    figureText(row.unit, baseMean),
    figureText(row.unit, candidateMean),
    changeText(row),
    adjustedP.toPrecision(2),
  ];
}

function table(head: readonly string[], leftColumns: number, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = head.map((_, column) => (column < leftColumns ? '---' : '---:'));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}
