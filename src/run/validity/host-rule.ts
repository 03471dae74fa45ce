// Whether the machine was the fleet's own: no idle CPU left, and how much of it something else used.

import type { PhaseResources } from '../../result/index.ts';
import { formatNumber, formatRatio, ratio } from '../../units/index.ts';
import { finding, type Finding } from './finding.ts';

const BUSY_RATIO = 0.97;
/** Share of the machine that others may use: kernel work done for us counts as theirs. */
const OTHERS_WARN = 0.2;
const OTHERS_REFUSE = 0.5;

export interface HostFacts {
  readonly resources: Pick<
    PhaseResources,
    | 'hostBusyRatio'
    | 'cpuCores'
    | 'brokerCpuCores'
    | 'generatorCpuCores'
    | 'targetCpuCores'
    | 'toolkitCpuCores'
  >;
  /** CPUs of the machine. */
  readonly cpus: number;
  readonly ownBroker: boolean;
}

export function hostFindings(facts: HostFacts): readonly Finding[] {
  const busy = facts.resources.hostBusyRatio;
  if (busy === null) return [];
  const findings: Finding[] = [];
  if (busy > BUSY_RATIO)
    findings.push(finding('host-busy', `the machine was ${formatRatio(ratio(busy))} busy`));
  const others = othersShare(facts, busy);
  // A broker that is not ours may well run here; its share cannot be told from a stranger's.
  if (!facts.ownBroker || others <= OTHERS_WARN) return findings;
  const detail = `${formatNumber(others * facts.cpus)} of ${facts.cpus} CPUs were used by something else`;
  return [...findings, finding('host-shared', detail, busy > BUSY_RATIO && others > OTHERS_REFUSE)];
}

function othersShare({ resources, cpus }: HostFacts, busy: number): number {
  const servers = (resources.brokerCpuCores ?? 0) + (resources.targetCpuCores ?? 0);
  const ours = resources.cpuCores + servers + resources.generatorCpuCores + resources.toolkitCpuCores;
  return Math.max(0, busy - ours / cpus);
}
