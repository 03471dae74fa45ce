// The rules of measurement, applied to one finished phase.

import type { PhaseRecord } from '../../result/index.ts';
import { observationsNeeded } from '../../stats/index.ts';
import { formatDuration, formatNumber, formatRatio, ms, ratio } from '../../units/index.ts';
import type { MachineCpus } from '../resources/machine-cpus.ts';
import { targetFindings } from '../targets/target-rule.ts';
import { finding, type Finding } from './finding.ts';
import { hostFindings } from './host-rule.ts';
import { slipFindings } from './slip-rule.ts';

const EMPTY_LOOKS_RATIO = 0.1;
/** An event loop of the toolkit that stood still longer than this is said. */
const COLLECTOR_STALL_MS = 250;
const WORKER_LAG_MS = 100;
/** What changed by more between the halves has no one value. */
const SEVERE_CHANGE = 0.25;

export interface PhaseFacts {
  readonly phase: Omit<PhaseRecord, 'warnings'>;
  /** Share of looks that found the queue empty while saturating. */
  readonly emptyRatio: number;
  /** Longest hold of the collector's event loop. */
  readonly collectorStalledMs: number;
  readonly cpus: MachineCpus;
  readonly ownBroker: boolean;
}

export function phaseFindings(facts: PhaseFacts): readonly Finding[] {
  const { phase, cpus, ownBroker } = facts;
  // Nothing is read from a warm-up.
  if (phase.phase === 'warm-up') return [];
  return [
    ...slipFindings(phase.slip?.summary, phase.wait.summary),
    ...loadFindings(facts),
    ...hostFindings({ resources: phase.resources, cpus, ownBroker }),
    ...targetFindings(phase.resources.targetCpuCores),
    ...steadinessFindings(phase),
    ...countFindings(phase),
    ...loopFindings(facts),
    ...selfCheckFindings(phase),
  ];
}

function loadFindings({ phase, emptyRatio }: PhaseFacts): readonly Finding[] {
  if (phase.phase === 'closed')
    return [finding('closed-loop', `${phase.label}: waits count from when a task was sent`)];
  if (phase.phase !== 'saturate' || emptyRatio <= EMPTY_LOOKS_RATIO) return [];
  return [finding('capacity-clipped', `the queue was empty at ${formatRatio(ratio(emptyRatio))} of looks`)];
}

function steadinessFindings({ steadiness }: PhaseFacts['phase']): readonly Finding[] {
  const { verdict, said, changeRatio } = steadiness;
  if (verdict === 'unstable') return [finding('backlog-grew', said)];
  if (verdict !== 'never-steady') return [];
  return [finding('never-steady', said, Math.abs(changeRatio ?? 0) > SEVERE_CHANGE)];
}

function countFindings({ phase, offeredPerSec, wait }: PhaseFacts['phase']): readonly Finding[] {
  const { count } = wait.summary;
  const needed = observationsNeeded(0.95);
  if (phase === 'saturate' || offeredPerSec === null || count >= needed) return [];
  const detail = `${formatNumber(count)} tasks; p95 needs ${needed}, p99 needs ${observationsNeeded(0.99)}`;
  return [finding('few-observations', detail)];
}

function loopFindings({ phase, collectorStalledMs }: PhaseFacts): readonly Finding[] {
  const findings: Finding[] = [];
  const show = (valueMs: number): string => formatDuration(ms(valueMs));
  if (collectorStalledMs > COLLECTOR_STALL_MS)
    findings.push(finding('loop-stalled', `the collector stood still for ${show(collectorStalledMs)}`));
  const lagMs = phase.resources.eventLoopLagP99Ms ?? 0;
  if (lagMs > WORKER_LAG_MS)
    findings.push(
      finding('loop-stalled', `p99 of the delay in a process that runs tasks was ${show(lagMs)}`),
    );
  return findings;
}

function selfCheckFindings({ selfChecks }: PhaseFacts['phase']): readonly Finding[] {
  return selfChecks
    .filter(({ ok }) => !ok)
    .map(({ name, said, refuses }) => finding('self-check', `${name}: ${said}`, refuses));
}
