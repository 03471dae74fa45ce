// What became of the claims of a run: the verdict, and for every two settings compared their figures, how far they are
// apart, and the interval of that.

import { evaluateClaims, type ClaimFigure, type ClaimOutcome, type ClaimPair } from '../../gate/index.ts';
import type { CellRecord, RunResult } from '../../result/index.ts';
import { formatNumber } from '../../units/index.ts';
import { figureText, rangeText } from './figure-text.ts';

export interface ClaimView {
  readonly verdict: ClaimOutcome['verdict'];
  readonly says: string;
  /** The comparison as the scenario has it. */
  readonly that: string;
  /** "throughput: gevent 1,930/s, prefork 385/s: 5.01 times (4.8 to 5.2)", one for every two settings. */
  readonly found: readonly string[];
}

export function claimViews(result: RunResult): readonly ClaimView[] {
  const cells = new Map(result.cells.map((cell) => [cell.id, cell]));
  return evaluateClaims(result).map((outcome) => {
    const { verdict, says, that, pairs } = outcome;
    const found = pairs.map((pair) => pairText(outcome, pair, sharedText(pair, pairs, cells), cells));
    const none = 'this run has no two settings to compare for it';
    return { verdict, says, that, found: found.length === 0 ? [none] : found };
  });
}

type Cells = ReadonlyMap<string, CellRecord>;

function pairText(outcome: ClaimOutcome, pair: ClaimPair, shared: string, cells: Cells): string {
  const { left, right, unit, verdict, reason } = pair;
  const same = left.subject === right.subject;
  const side = (own: ClaimFigure, other: ClaimFigure): string => {
    const name = sideName(own, other, cells);
    const value = own.value === null ? 'no figure' : figureText(unit, own.value);
    const load = own.load === null || own.load === other.load ? [] : [`under ${own.load}`];
    return [...(same ? [] : [own.subject]), ...name, value, ...load].join(' ');
  };
  const head = [...(same ? [left.subject] : []), ...(shared === '' ? [] : [shared])].join(', ');
  const figures = `${side(left, right)}, ${side(right, left)}`;
  // Where the pairs of a claim differ in their verdicts, each says its own.
  const own = verdict === outcome.verdict ? '' : `${verdict}: `;
  const why = reason === null ? '' : ` (${reason})`;
  const apart = contrastText(outcome, pair);
  return `${own}${head === '' ? '' : `${head}: `}${figures}${apart === '' ? '' : `: ${apart}`}${why}`;
}

function contrastText({ operator, factor }: ClaimOutcome, { contrast, unit }: ClaimPair): string {
  if (contrast === null) return '';
  const { scale, value, interval } = contrast;
  const asked =
    factor === 1 ? '' : `, claimed ${operator === '>' ? 'more' : 'less'} than ${formatNumber(factor)}`;
  if (scale === 'ratio') {
    const range =
      interval === null ? '' : ` (${formatNumber(interval.low)} to ${formatNumber(interval.high)})`;
    return `${formatNumber(value)} times${range}${asked}`;
  }
  const of = factor === 1 ? '' : ` than ${formatNumber(factor)} times as many`;
  const size = figureText(unit, Math.abs(value));
  return `${signed(value, size)}${of}${interval === null ? '' : ` (${differenceRange(unit, interval)})`}`;
}

const signed = (value: number, size: string): string =>
  value === 0 ? 'no difference' : `${size} ${value > 0 ? 'more' : 'less'}`;

function differenceRange(
  unit: ClaimPair['unit'],
  { low, high }: { readonly low: number; readonly high: number },
) {
  return low >= 0
    ? rangeText(unit, low, low, high)
    : `${signedFigure(unit, low)} to ${signedFigure(unit, high)}`;
}

const signedFigure = (unit: ClaimPair['unit'], value: number): string =>
  value < 0 ? `−${figureText(unit, -value)}` : figureText(unit, value);

/** What one setting has that the other has not: gevent, ×1000, prefetch=4. */
function sideName(own: ClaimFigure, other: ClaimFigure, cells: Cells): readonly string[] {
  const [cell, beside] = [cells.get(own.cellId), cells.get(other.cellId)];
  if (cell === undefined || beside === undefined) return [own.cellId];
  const keys = Object.keys(cell.settings).filter((key) => cell.settings[key] !== beside.settings[key]);
  const settings = keys.map((key) => settingName(key, cell));
  const system = cell.system === beside.system ? [] : [cell.system];
  return [...system, ...settings];
}

/** What both settings of a pair have in common and other pairs have not. */
function sharedText({ left, right }: ClaimPair, pairs: readonly ClaimPair[], cells: Cells): string {
  const [cell, beside] = [cells.get(left.cellId), cells.get(right.cellId)];
  if (cell === undefined || beside === undefined) return '';
  const others = pairs.flatMap((pair) => cells.get(pair.left.cellId) ?? []);
  const keys = Object.keys(cell.settings).filter(
    (key) =>
      cell.settings[key] === beside.settings[key] &&
      others.some((other) => other.settings[key] !== cell.settings[key]),
  );
  const settings = keys.map((key) => settingName(key, cell));
  const tells = cell.system === beside.system && others.some(({ system }) => system !== cell.system);
  return [...(tells ? [cell.system] : []), ...settings].join(' ');
}

function settingName(key: string, { settings }: CellRecord): string {
  const value = String(settings[key]);
  if (key === 'pool' || key === 'client') return value;
  return key === 'concurrency' ? `×${value}` : `${key}=${value}`;
}
