// In which order the trials run: every repeat visits all cells in a fresh random order, so that a machine that
// slows down half way does not favour the cells that came first. Seeded: the same seed gives the same order.

import type { Cell, Scenario } from '../../scenario/index.ts';
import { random, type Random } from '../../stats/index.ts';
import type { TrialPosition } from '../contract.ts';

export function trialOrder(scenario: Scenario): readonly TrialPosition[] {
  const source = random(scenario.seed).stream('order');
  const total = scenario.cells.length * scenario.repeats;
  return Array.from({ length: scenario.repeats }, (_, index) => index + 1).flatMap((repeat) =>
    shuffled(scenario.cells, source).map((cell, index) => ({
      cell,
      repeat,
      order: (repeat - 1) * scenario.cells.length + index + 1,
      total,
    })),
  );
}

// Fisher-Yates.
function shuffled(cells: readonly Cell[], source: Random): readonly Cell[] {
  const order = [...cells];
  for (let i = order.length - 1; i > 0; i--) {
    const j = source.index(i + 1);
    const [a, b] = [order[i], order[j]];
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
  }
  return order;
}
