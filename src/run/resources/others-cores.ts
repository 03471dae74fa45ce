// Whose work the CPUs did: the run's own processes, and what is not part of it.

import type { PhaseResources } from '../../result/index.ts';

export type CpuUsers = Pick<
  PhaseResources,
  'hostBusyRatio' | 'cpuCores' | 'brokerCpuCores' | 'generatorCpuCores' | 'targetCpuCores' | 'toolkitCpuCores'
>;

/** CPUs' worth that fleet, generators, target and toolkit used together, and the broker where it is told to count. */
export function ownCores(users: CpuUsers, withBroker: boolean): number {
  const servers = (withBroker ? (users.brokerCpuCores ?? 0) : 0) + (users.targetCpuCores ?? 0);
  return users.cpuCores + servers + users.generatorCpuCores + users.toolkitCpuCores;
}

/** CPUs' worth; kernel work done for the run counts as others'. null where the machine does not tell how busy it is. */
export function othersCores(users: CpuUsers, hostCpus: number): number | null {
  if (users.hostBusyRatio === null) return null;
  return Math.max(0, users.hostBusyRatio * hostCpus - ownCores(users, true));
}
