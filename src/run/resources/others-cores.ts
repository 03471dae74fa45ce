// How much of the machine was used by something that is not part of the run.

import type { PhaseResources } from '../../result/index.ts';

export type CpuUsers = Pick<
  PhaseResources,
  'hostBusyRatio' | 'cpuCores' | 'brokerCpuCores' | 'generatorCpuCores' | 'targetCpuCores' | 'toolkitCpuCores'
>;

/**
 * CPUs' worth; kernel work done for the run counts as others'. null where the machine does not tell how busy it is, or
 * not what the fleet or the run itself used: then nobody knows whose the rest is.
 */
export function othersCores(users: CpuUsers, cpus: number): number | null {
  const { hostBusyRatio, cpuCores, generatorCpuCores, toolkitCpuCores } = users;
  if (hostBusyRatio === null || cpuCores === null) return null;
  if (generatorCpuCores === null || toolkitCpuCores === null) return null;
  const servers = (users.brokerCpuCores ?? 0) + (users.targetCpuCores ?? 0);
  return Math.max(0, hostBusyRatio * cpus - (cpuCores + servers + generatorCpuCores + toolkitCpuCores));
}
