// Which settings a claim compares: all that its sides choose, each with each, as long as they are alike in every setting
// that neither side names. So "prefetch 1 against 4" is asked pool by pool, and never of one pool against another.

import type { Choice, Claim, Side } from './claim.ts';

/** What a claim sees of a cell. */
export interface ClaimCell {
  readonly id: string;
  readonly system: string;
  readonly settings: Readonly<Record<string, string | number>>;
}

export interface CellPair<C extends ClaimCell> {
  readonly left: C;
  readonly right: C;
}

/** In the order of the cells. A cell beside itself is no pair, unless its loads or figures are compared. */
export function pairsOf<C extends ClaimCell>(claim: Claim, cells: readonly C[]): readonly CellPair<C>[] {
  const { left, right } = claim;
  const named = new Set([...left.choices, ...right.choices].map(({ key }) => key));
  const others = settingKeys(cells).filter((key) => !named.has(key));
  const alike = (one: C, other: C): boolean =>
    others.every((key) => settingText(one, key) === settingText(other, key));
  const within = comparesWithin(claim);
  return chosen(left, cells).flatMap((one) =>
    chosen(right, cells)
      .filter((other) => (within || one.id !== other.id) && alike(one, other))
      .map((other) => ({ left: one, right: other })),
  );
}

/** Whether the sides differ in more than their settings: another load, another figure. */
export function comparesWithin({ left, right }: Claim): boolean {
  return left.load !== right.load || JSON.stringify(left.subject) !== JSON.stringify(right.subject);
}

/** The cells that every choice of a side keeps. */
export function chosen<C extends ClaimCell>(
  { choices }: Pick<Side, 'choices'>,
  cells: readonly C[],
): readonly C[] {
  return cells.filter((cell) => choices.every((choice) => keeps(choice, cell)));
}

function keeps({ key, values }: Choice, cell: ClaimCell): boolean {
  return values.includes(settingText(cell, key) ?? '');
}

/** What claims and `--only` may name: the system, and what the cells differ in. */
export function settingKeys(cells: readonly ClaimCell[]): readonly string[] {
  return [...new Set(['system', ...cells.flatMap(({ settings }) => Object.keys(settings))])];
}

export function settingText(cell: ClaimCell, key: string): string | undefined {
  if (key === 'system') return cell.system;
  const value = cell.settings[key];
  return value === undefined ? undefined : String(value);
}
