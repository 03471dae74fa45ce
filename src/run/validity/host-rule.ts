// Whether the machine was the fleet's own: no idle CPU left, and how much of it something else used.

import { formatNumber, formatRatio, ratio } from '../../units/index.ts';
import type { MachineCpus } from '../resources/machine-cpus.ts';
import { othersCores, ownCores, type CpuUsers } from '../resources/others-cores.ts';
import { finding, type Finding } from './finding.ts';

const BUSY_RATIO = 0.97;
/** Share of the machine that others may use: kernel work done for us counts as theirs. */
const OTHERS_WARN = 0.2;
const OTHERS_REFUSE = 0.5;

export interface HostFacts {
  readonly resources: CpuUsers;
  readonly cpus: MachineCpus;
  readonly ownBroker: boolean;
}

export function hostFindings(facts: HostFacts): readonly Finding[] {
  const busy = facts.resources.hostBusyRatio;
  const findings = limitFindings(facts);
  if (busy === null) return findings;
  if (busy > BUSY_RATIO)
    findings.push(finding('host-busy', `the machine was ${formatRatio(ratio(busy))} busy`));
  const { host } = facts.cpus;
  const others = othersCores(facts.resources, host) ?? 0;
  // A broker that is not ours may well run here; its share cannot be told from a stranger's.
  if (!facts.ownBroker || others / host <= OTHERS_WARN) return findings;
  const detail = `${formatNumber(others)} of ${host} CPUs were used by something else`;
  return [...findings, finding('host-shared', detail, busy > BUSY_RATIO && others / host > OTHERS_REFUSE)];
}

function limitFindings({ resources, cpus, ownBroker }: HostFacts): Finding[] {
  const used = ownCores(resources, ownBroker);
  if (used === null || cpus.usable >= cpus.host || used <= BUSY_RATIO * cpus.usable) return [];
  const [own, limit] = [used, cpus.usable].map(formatNumber);
  return [finding('host-busy', `the run used ${own} of the ${limit} CPUs it may use`)];
}
