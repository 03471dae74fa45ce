// How much of the machine was used by something that is not part of the run.

import type { PhaseResources } from '../../result/index.ts';

export type CpuUsers = Pick<
  PhaseResources,
  'hostBusyRatio' | 'cpuCores' | 'brokerCpuCores' | 'generatorCpuCores' | 'targetCpuCores' | 'toolkitCpuCores'
>;

/** CPUs' worth; kernel work done for the run counts as others'. null where the machine does not tell how busy it is. */
export function othersCores(users: CpuUsers, cpus: number): number | null {
  if (users.hostBusyRatio === null) return null;
  const servers = (users.brokerCpuCores ?? 0) + (users.targetCpuCores ?? 0);
  const ours = users.cpuCores + servers + users.generatorCpuCores + users.toolkitCpuCores;
  return Math.max(0, users.hostBusyRatio * cpus - ours);
}
