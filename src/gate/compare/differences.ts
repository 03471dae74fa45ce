// What besides the program under test differs between two runs. Any of it can explain a change, so it is said
// before the figures.

import type { PhaseRecord, RunResult, SystemRecord } from '../../result/index.ts';
import { formatRate, perSecond } from '../../units/index.ts';

/** A difference of the setting. loud: the comparison is across machines, brokers or workloads. */
export interface Difference {
  readonly what: string;
  readonly base: string;
  readonly candidate: string;
  readonly loud: boolean;
}

/** Calibrations further apart than this are not one machine in one state. */
const CALIBRATION_RATIO = 0.1;

interface Trait {
  readonly what: string;
  readonly loud: boolean;
  readonly of: (run: RunResult) => string;
}

const TRAITS: readonly Trait[] = [
  { what: 'machine', loud: true, of: ({ environment }) => environment.hostname },
  { what: 'CPU', loud: true, of: ({ environment }) => `${environment.cpus} x ${environment.cpuModel}` },
  { what: 'CPU limit', loud: true, of: ({ environment }) => String(environment.cgroupCpus ?? 'none') },
  { what: 'kernel', loud: false, of: ({ environment }) => environment.kernel },
  { what: 'Node.js', loud: false, of: ({ environment }) => environment.node },
  { what: 'broker', loud: true, of: ({ broker }) => `${broker.kind} ${broker.version}` },
  { what: 'workload', loud: true, of: ({ workload }) => JSON.stringify(workload.tasks) },
  { what: 'load', loud: true, of: loadText },
  { what: '--set', loud: false, of: ({ scenario }) => scenario.overrides.join(', ') || 'nothing' },
  { what: 'scenario text', loud: false, of: ({ scenario }) => scenario.text },
  { what: 'seed', loud: false, of: ({ seed }) => String(seed) },
  { what: 'memory measured as', loud: true, of: memoryKinds },
];

export function differences(base: RunResult, candidate: RunResult): readonly Difference[] {
  const found = TRAITS.flatMap(({ what, loud, of }) => {
    const [before, after] = [of(base), of(candidate)];
    // Of a run without a phase nothing is known, which is no difference.
    return before === after || before === '' || after === ''
      ? []
      : [{ what, base: before, candidate: after, loud }];
  });
  return [...found, ...base.systems.flatMap((system) => calibrationDifference(system, candidate))];
}

/** One sentence for a difference; long values (a whole workload) are left out. */
export function describeDifference({ what, base, candidate }: Difference): string {
  const short = base.length + candidate.length <= 100 && !`${base}${candidate}`.includes('\n');
  return short ? `${what} differs: ${base} against ${candidate}` : `${what} differs`;
}

// Every trial goes through the same phases; one that broke off has fewer of them.
function loadText({ trials }: RunResult): string {
  const [most] = trials.toSorted((a, b) => b.phases.length - a.phases.length);
  return (most?.phases ?? []).map(phaseText).join(', then ');
}

// A share of the capacity is another rate in every trial; what the scenario says of it is in the label.
function phaseText({ phase, label, offeredPerSec }: PhaseRecord): string {
  const asked = phase === 'rate' || phase === 'replay' ? offeredPerSec : null;
  const rate = asked === null ? '' : formatRate(perSecond(asked));
  return [phase, ...(label === phase ? [] : [label]), ...(label.includes(rate) ? [] : [rate])].join(' ');
}

function memoryKinds(run: RunResult): string {
  const kinds = run.trials.flatMap(({ phases }) => phases.map(({ resources }) => resources.memoryKind));
  const known = new Set(kinds.filter((kind) => kind !== null));
  return known.size === 0 ? 'nothing' : [...known].toSorted().join(' and ');
}

function calibrationDifference(base: SystemRecord, candidate: RunResult): readonly Difference[] {
  const other = candidate.systems.find(({ name }) => name === base.name);
  const before = base.calibration?.cpuIterationsPerMs;
  const after = other?.calibration?.cpuIterationsPerMs;
  if (before === undefined || after === undefined) return [];
  if (Math.abs(Math.log(after / before)) <= Math.log1p(CALIBRATION_RATIO)) return [];
  const speed = (value: number): string => `${Math.round(value)} iterations/ms`;
  return [
    {
      what: `calibrated CPU speed of ${base.name}`,
      base: speed(before),
      candidate: speed(after),
      loud: true,
    },
  ];
}
