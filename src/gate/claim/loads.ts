// Which loads of a scenario give a figure: what a claim asks of none of them is refused before anything runs.

import { refuse, type Refusal } from '../threshold/parse.ts';
import type { Side } from './claim.ts';

/** Loads without a schedule: nothing is late there, and nothing waits as users do. */
const UNSCHEDULED: readonly string[] = ['saturate', 'closed'];

const scheduled = (kind: string): boolean => !UNSCHEDULED.includes(kind);
const full = (kind: string): boolean => kind === 'saturate';

/** `loads`: the kinds of the scenario's phases, in their order. */
export function loadProblem(side: Side, loads: readonly string[]): Refusal | undefined {
  const { load, subject } = side;
  if (load !== null && load > loads.length) {
    const count = loads.length === 1 ? 'one load' : `${loads.length} loads`;
    return refuse(`there is no load ${load}`, `the scenario has ${count}`);
  }
  const read = load === null ? loads : loads.slice(load - 1, load);
  const source = sourceOf(side);
  if (source === null || read.some((kind) => source.gives(kind))) return undefined;
  return refuse(
    `${subject.metric} is not measured under ${load === null ? 'this load' : `load ${load}`}`,
    source.hint,
  );
}

interface Source {
  readonly gives: (kind: string) => boolean;
  readonly hint: string;
}

const SCHEDULE = 'it needs a schedule such as { rate: 100/s, duration: 10s }';
const WHICH = 'name one load: load=1';

/** Null where every load gives it. */
function sourceOf({ subject, load }: Side): Source | null {
  if (subject.kind === 'latency') return { gives: scheduled, hint: SCHEDULE };
  switch (subject.metric) {
    case 'capacity':
      return { gives: full, hint: 'it needs a phase such as { saturate: 5s }' };
    case 'throughput':
    case 'cpu_per_task':
      return load === null ? { gives: (kind) => full(kind) || scheduled(kind), hint: WHICH } : null;
    case 'utilization':
      return load === null ? { gives: scheduled, hint: WHICH } : null;
    default:
      return null;
  }
}
