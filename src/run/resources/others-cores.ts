// Whose work the CPUs did: the run's own processes, and what is not part of it.

import type { PhaseResources } from '../../result/index.ts';

export type CpuUsers = Pick<
  PhaseResources,
  'hostBusyRatio' | 'cpuCores' | 'brokerCpuCores' | 'generatorCpuCores' | 'targetCpuCores' | 'toolkitCpuCores'
>;

/**
 * CPUs' worth that fleet, generators, target and toolkit used together, and the broker where it is told to count; null
 * where one of them is not known.
 */
export function ownCores(users: CpuUsers, withBroker: boolean): number | null {
  const { cpuCores, generatorCpuCores, toolkitCpuCores } = users;
  if (cpuCores === null || generatorCpuCores === null || toolkitCpuCores === null) return null;
  const servers = (withBroker ? (users.brokerCpuCores ?? 0) : 0) + (users.targetCpuCores ?? 0);
  return cpuCores + servers + generatorCpuCores + toolkitCpuCores;
}

/**
 * CPUs' worth; kernel work done for the run counts as others'. null where the machine does not tell how busy it is, or
 * not what the run itself used: then nobody knows whose the rest is.
 */
export function othersCores(users: CpuUsers, hostCpus: number): number | null {
  const own = ownCores(users, true);
  if (users.hostBusyRatio === null || own === null) return null;
  return Math.max(0, users.hostBusyRatio * hostCpus - own);
}
