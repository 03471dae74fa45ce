// How much memory a fleet may use: the plan's machine if the scenario names one, else the container's limit, else
// what this machine has.

import type { EnvironmentRecord } from '../../../result/index.ts';
import type { MemoryBudget } from './recycling.ts';

export function memoryBudget(
  machine: { readonly memoryBytes: number } | undefined,
  environment: Pick<EnvironmentRecord, 'memoryBytes' | 'cgroupMemoryBytes'>,
): MemoryBudget {
  if (machine !== undefined) return { bytes: machine.memoryBytes, of: 'plan' };
  const { cgroupMemoryBytes, memoryBytes } = environment;
  if (cgroupMemoryBytes !== null && cgroupMemoryBytes < memoryBytes)
    return { bytes: cgroupMemoryBytes, of: 'container' };
  return { bytes: memoryBytes, of: 'machine' };
}
