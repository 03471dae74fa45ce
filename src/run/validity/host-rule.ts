// Whether the machine was the fleet's own: no idle CPU left, and how much of it something else used.

import { formatNumber, formatRatio, ratio } from '../../units/index.ts';
import { othersCores, type CpuUsers } from '../resources/others-cores.ts';
import { finding, type Finding } from './finding.ts';

const BUSY_RATIO = 0.97;
/** Share of the machine that others may use: kernel work done for us counts as theirs. */
const OTHERS_WARN = 0.2;
const OTHERS_REFUSE = 0.5;

export interface HostFacts {
  readonly resources: CpuUsers;
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
  const others = othersCores(facts.resources, facts.cpus) ?? 0;
  // A broker that is not ours may well run here; its share cannot be told from a stranger's.
  if (!facts.ownBroker || others / facts.cpus <= OTHERS_WARN) return findings;
  const detail = `${formatNumber(others)} of ${facts.cpus} CPUs were used by something else`;
  return [
    ...findings,
    finding('host-shared', detail, busy > BUSY_RATIO && others / facts.cpus > OTHERS_REFUSE),
  ];
}
