// A gate's answer for a terminal or a pipe: 80 columns, worst first, the verdict in the last line.

import type { Comparison, GateOutcome, GateQuestion, ThresholdOutcome } from '../../gate/index.ts';
import { bullets, paragraph, sections } from '../plan/lines.ts';
import { plainTable } from '../terminal/plain-table.ts';
import { printable } from '../terminal/text.ts';
import { notesAfter, notesBefore, type Notes } from './notes.ts';
import { worstComparisons, worstThresholds, type CellRows } from './order.ts';
import { figureText } from '../view/figure-text.ts';
import { changeText, limitText, titleLines } from './words.ts';
import { valueText } from '../view/verdicts.ts';

/** Ends with a newline. */
export function renderGateText(outcome: GateOutcome, question: GateQuestion): string {
  const { thresholds, comparison, sentence } = outcome;
  return sections([
    titleLines(question).map(printable).join('\n'),
    ...notesBefore(outcome).map(noteText),
    thresholds.length === 0 ? undefined : thresholdTable(thresholds),
    comparison === null || comparison.comparisons.length === 0
      ? undefined
      : comparisonTable(comparison.comparisons),
    ...notesAfter(outcome).map(noteText),
    paragraph(sentence),
  ]);
}

const noteText = ({ title, items }: Notes): string | undefined => bullets(title, items);

function thresholdTable(outcomes: readonly ThresholdOutcome[]): string {
  const cells = worstThresholds(outcomes);
  return table(['verdict', 'threshold on', 'value', 'limit'], cells, (row) => [
    row.outcome === 'failed' ? 'FAILED' : row.outcome,
    row.subject,
    valueText(row),
    limitText(row),
  ]);
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const head = ['verdict', 'metric', 'baseline', 'run', 'change (95 % interval)'];
  return table(head, worstComparisons(comparisons), (row) => [
    row.verdict === 'regressed' ? 'REGRESSED' : row.verdict,
    row.metric,
    row.effect === null ? '-' : figureText(row.unit, row.effect.baseMean),
    row.effect === null ? '-' : figureText(row.unit, row.effect.candidateMean),
    changeText(row),
  ]);
}

// A line with the cell's name, then its rows.
function table<R>(
  head: readonly string[],
  cells: readonly CellRows<R>[],
  line: (row: R) => readonly string[],
): string {
  const [titles = '', ...lines] = plainTable({
    head,
    rows: cells.flatMap(({ rows }) => rows.map(line)),
    left: (column) => column < 2,
  });
  const body = cells.flatMap(({ title, rows }) => [
    printable(title),
    ...lines.splice(0, rows.length).map(indent),
  ]);
  return [indent(titles), ...body].join('\n');
}

const indent = (text: string): string => `  ${text}`;
