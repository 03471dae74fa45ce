// A gate's answer as markdown, for a pull request: the verdict first, then the tables, worst first.

import type { Comparison, GateOutcome, GateQuestion, ThresholdOutcome } from '../../gate/index.ts';
import { notesAfter, notesBefore, type Notes } from './notes.ts';
import { worstComparisons, worstThresholds } from './order.ts';
import { figureText } from '../view/figure-text.ts';
import { changeText, limitText, titleLines, valueText } from './words.ts';

/** Ends with a newline. */
export function renderGateMarkdown(outcome: GateOutcome, question: GateQuestion): string {
  const { thresholds, comparison, sentence } = outcome;
  const comparisons = comparison?.comparisons ?? [];
  const parts = [
    `## headcount gate: ${outcome.state}`,
    `**${escape(sentence)}**`,
    titleLines(question).map(escape).join('  \n'),
    ...notesBefore(outcome).map(noteText),
    ...(thresholds.length === 0 ? [] : [thresholdTable(thresholds)]),
    ...(comparisons.length === 0 ? [] : [comparisonTable(comparisons)]),
    ...notesAfter(outcome).map(noteText),
  ];
  return `${parts.join('\n\n')}\n`;
}

function noteText({ title, items }: Notes): string {
  return [`**${title}**`, '', ...items.map((item) => `- ${escape(item)}`)].join('\n');
}

function thresholdTable(outcomes: readonly ThresholdOutcome[]): string {
  const rows = worstThresholds(outcomes).flatMap(({ cellId, rows: own }) =>
    own.map((row) => [row.outcome, cellId, row.subject, valueText(row), limitText(row)]),
  );
  return table(['verdict', 'cell', 'threshold on', 'value', 'limit'], 3, rows);
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = worstComparisons(comparisons).flatMap(({ cellId, rows: own }) =>
    own.map((row) => [row.verdict, cellId, row.metric, ...figures(row)]),
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
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  const rule = head.map((_, column) => (column < leftColumns ? '---' : '---:'));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Names come from scenario files: they must not become markup. */
const escape = (text: string): string => text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');
