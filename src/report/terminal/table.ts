// The result on a terminal: one line a setting, as many columns as fit, then the answer, verdicts and warnings.

import type { Plan } from '../../capacity/index.ts';
import type { ThresholdOutcome } from '../../gate/index.ts';
import type { RunResult } from '../../result/index.ts';
import { answerOf } from '../view/answer.ts';
import type { CellView } from '../view/cells.ts';
import { comparisonGrids, markNotes } from '../view/comparison.ts';
import { COLUMN, NOTHING, refusalNotes, type TextColumn } from '../view/columns.ts';
import { makeReport, type Report } from '../view/report.ts';
import { collectVerdicts } from '../view/verdicts.ts';
import { collectWarnings } from '../view/warnings.ts';
import { claimLines } from './claims.ts';
import { gridLines } from './grids.ts';
import { plainPaint, terminalPaint, type Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable, visibleWidth, wrapText } from './text.ts';

const { setting, state, throughput, throughputInterval, highestRate, highestRateInterval } = COLUMN;
const { limit, utilization } = COLUMN;
const { waitP50, waitP95, waitP95Interval, waitP99, serviceP50, endToEndP95 } = COLUMN;
const { workerMemory, slotMemory, cpuPerTask } = COLUMN;

const WAITS = [waitP50, waitP95, waitP99] as const;
/** What a setting can do: of two kinds, by the loads that measured it. */
const FIGURES = [setting, throughputInterval, highestRateInterval] as const;
const SHORT_FIGURES = [setting, throughput, highestRate] as const;

/** From the widest set of columns to the narrowest; the first that fits is used. */
const COLUMN_SETS: readonly (readonly TextColumn[])[] = [
  [
    setting,
    throughputInterval,
    highestRateInterval,
    limit,
    utilization,
    waitP50,
    waitP95Interval,
    waitP99,
    serviceP50,
    endToEndP95,
    workerMemory,
    slotMemory,
    cpuPerTask,
    state,
  ],
  [...FIGURES, limit, utilization, ...WAITS, serviceP50, slotMemory, cpuPerTask, state],
  [...FIGURES, limit, utilization, ...WAITS, slotMemory, state],
  [...FIGURES, limit, utilization, waitP95, slotMemory, state],
  [...FIGURES, limit, utilization, waitP95, slotMemory],
  [...FIGURES, limit, waitP95, slotMemory],
  [...FIGURES, limit, waitP95],
  [...SHORT_FIGURES, limit, waitP95],
  [...SHORT_FIGURES, waitP95],
  SHORT_FIGURES,
];

/**
 * Table, recommendation, thresholds and warnings, without a newline at the end. No line is wider than `columns`,
 * except where a single word or a setting's name is. `color` is for terminals only, never for a pipe.
 */
export function renderTerminalReport(
  result: RunResult,
  plan: Plan,
  outcomes: readonly ThresholdOutcome[],
  columns: number,
  color = false,
): string {
  const report = makeReport(result, plan, outcomes);
  const paint = color ? terminalPaint : plainPaint;
  const wrap = (text: string, indent = '') => wrapText(printable(text), columns, indent);
  const { headline, reason, confidence } = answerOf(report);
  const verdicts = collectVerdicts(report).flatMap(({ threshold, state: outcome, text }) =>
    wrap(`${outcome}: ${threshold} – ${text}`, '  ').map((line, i) =>
      i === 0 ? paint[outcome](line) : line,
    ),
  );
  const warnings = collectWarnings(report).flatMap(({ code, cause, nextStep, seen }) => {
    const times = seen.length === 1 ? ` (${seen[0] ?? ''})` : ` (${seen.length} times)`;
    return wrap(`warning ${code}: ${cause}${times} ${nextStep}`, '  ').map((line, i) =>
      i === 0 ? paint.undecided(line) : line,
    );
  });
  const grids = comparisonGrids(result, report.run.cells, { brief: true });
  const blocks: readonly (readonly string[])[] = [
    [
      ...tableLines(report, columns, paint),
      ...refusalNotes(report.run.cells).flatMap((note) => wrap(`  ${note}`, '  ')),
    ],
    [...gridLines(grids, columns, paint), ...markNotes(grids, '*').flatMap((note) => wrap(note, '  '))],
    [...wrap(headline).map(paint.strong), ...wrap(reason), ...wrap(confidence)],
    verdicts,
    claimLines(result, paint, wrap),
    warnings,
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function tableLines({ run, recommendedCell }: Report, columns: number, paint: Paint): string[] {
  const chosen = run.cells.findIndex((cell) => cell === recommendedCell);
  let lines: string[] = [];
  for (const set of COLUMN_SETS) {
    lines = draw(
      set.filter((column) => hasFigures(column, run.cells)),
      run.cells,
      chosen,
    );
    if (lines.every((line) => visibleWidth(line) <= columns)) break;
  }
  return lines.map((line, i) => (i === 0 ? paint.muted(line) : i === chosen + 1 ? paint.strong(line) : line));
}

const isThroughput = (column: TextColumn): boolean => column === throughput || column === throughputInterval;

// A column of dashes (waits of a run without a scheduled load) is room for something else. The throughput stays where a
// setting has no figure at all, to say why.
function hasFigures(column: TextColumn, cells: readonly CellView[]): boolean {
  const says = isThroughput(column) && cells.some(({ state: outcome }) => outcome !== 'measured');
  return says || cells.some((cell) => column.text(cell) !== NOTHING);
}

// Where the state has no column of its own, the first figure says why there is none.
function textOf(column: TextColumn, cell: CellView, set: readonly TextColumn[]): string {
  const unsaid = isThroughput(column) && cell.state !== 'measured' && !set.includes(state);
  return unsaid ? cell.state : column.text(cell);
}

function draw(set: readonly TextColumn[], cells: readonly CellView[], chosen: number): string[] {
  return plainTable({
    head: set.map((column, i) => (i === 0 ? `  ${column.head}` : column.head)),
    rows: cells.map((cell, row) => {
      const mark = row === chosen ? '→ ' : '  ';
      return set.map((column, i) => `${i === 0 ? mark : ''}${textOf(column, cell, set)}`);
    }),
    left: (column) => set[column] !== undefined && LEFT.has(set[column]),
  });
}

const LEFT: ReadonlySet<TextColumn> = new Set([setting, limit, state]);
