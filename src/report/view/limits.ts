// What limited a setting, over its repeats: the commonest cause, and how it is known.

import { LIMITS, type Attribution, type LimitCause } from '../../result/index.ts';
import type { CellView } from './cells.ts';
import type { LoadView } from './load.ts';

export interface LimitView {
  readonly cause: LimitCause;
  readonly meaning: string;
  /** Sentences with figures, of the first repeat that this cause limited. */
  readonly evidence: readonly string[];
  readonly runnerUp: Attribution['runnerUp'];
  /** Repeats that this cause limited, and all that were judged. */
  readonly repeats: number;
  readonly judged: number;
}

/** What limited a phase; null where nobody looked. */
export function limitOf(load: LoadView | null): LimitView | null {
  const found = (load?.phases ?? []).flatMap(({ attribution }) => attribution ?? []);
  const counts = new Map<LimitCause, number>();
  for (const { cause } of found) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  const [commonest] = [...counts].sort(([, a], [, b]) => b - a);
  const first = found.find(({ cause }) => cause === commonest?.[0]);
  if (commonest === undefined || first === undefined) return null;
  const [cause, repeats] = commonest;
  const { evidence, runnerUp } = first;
  return { cause, meaning: LIMITS[cause], evidence, runnerUp, repeats, judged: found.length };
}

/** What limits the setting at its fastest; under the scheduled load where it was never driven to that. */
export function settingLimit({ full, load }: CellView): LimitView | null {
  return limitOf(full) ?? limitOf(load);
}

/** "slots", "cpu (2 of 3)". */
export function causeText({ cause, repeats, judged }: LimitView): string {
  return repeats === judged ? cause : `${cause} (${repeats} of ${judged})`;
}
