// `--only pool=prefork`: keeps the cells that have the value. Several options must all hold; `a,b` means either.

import { nearestName } from '../../errors/index.ts';
import type { Cell } from '../contract.ts';
import type { ProblemList } from '../problems/problem-list.ts';

/** The cells that every option keeps; an option that makes no sense or keeps none becomes a problem. */
export function selectCells(
  cells: readonly Cell[],
  only: readonly string[],
  problems: ProblemList,
): readonly Cell[] {
  return only.reduce((kept, option) => select(kept, option, problems), cells);
}

function select(cells: readonly Cell[], option: string, problems: ProblemList): readonly Cell[] {
  const location = `--only ${option}`;
  const equals = option.indexOf('=');
  const key = option.slice(0, Math.max(0, equals)).trim();
  const wanted = option
    .slice(equals + 1)
    .split(',')
    .map((word) => word.trim());
  const keys = [...new Set(cells.flatMap((cell) => ['system', ...Object.keys(cell.settings)]))];
  if (equals < 1) {
    problems.add(location, {
      wrong: 'this is not a choice',
      expected: 'setting=value, such as pool=prefork',
    });
    return cells;
  }
  if (!keys.includes(key)) {
    problems.add(location, {
      wrong: `no cell has a setting "${key}"`,
      expected: `one of ${keys.join(', ')}`,
      didYouMean: nearestName(key, keys),
    });
    return cells;
  }
  const kept = cells.filter((cell) => wanted.includes(valueOf(cell, key)));
  if (kept.length > 0) return kept;
  const present = [...new Set(cells.map((cell) => valueOf(cell, key)))];
  problems.add(location, {
    wrong: 'this leaves no cell',
    expected: `${key}=${present.join(` or ${key}=`)}`,
    didYouMean: nearestName(
      wanted[0] ?? '',
      present.filter((word) => !/^\d/.test(word)),
    ),
  });
  return cells;
}

function valueOf(cell: Cell, key: string): string {
  return key === 'system' ? cell.system : String(cell.settings[key]);
}
