// What the broker did between two looks at its own counters. They count all its clients: on a broker that others use
// too, their work is in the figures.

import type { BrokerUse } from '../../result/index.ts';
import type { ServerFigures } from '../../system/index.ts';

export interface ServerLook {
  readonly atNs: number;
  readonly figures: ServerFigures;
}

/** `finished`: executions that ended between the looks. null when a look is missing or the server was restarted. */
export function brokerUse(
  from: ServerLook | undefined,
  to: ServerLook | undefined,
  finished: number,
): BrokerUse | null {
  if (from === undefined || to === undefined || from.figures.runId !== to.figures.runId) return null;
  const spanSec = (to.atNs - from.atNs) / 1e9;
  const grown = (pick: (figures: ServerFigures) => number | null): number | null => {
    const [before, after] = [pick(from.figures), pick(to.figures)];
    return before === null || after === null ? null : after - before;
  };
  const perTask = (amount: number | null): number | null =>
    amount === null || finished === 0 ? null : amount / finished;
  const cpuMs = grown((figures) => figures.cpuMs);
  const ops = grown((figures) => figures.commands);
  return {
    cpuCores: cpuMs === null ? null : cpuMs / 1000 / spanSec,
    cpuMsPerTask: perTask(cpuMs),
    opsPerSec: ops === null ? null : ops / spanSec,
    opsPerTask: perTask(ops),
    netInBytesPerTask: perTask(grown((figures) => figures.netInBytes)),
    netOutBytesPerTask: perTask(grown((figures) => figures.netOutBytes)),
    memoryBytes: to.figures.memoryBytes,
    memoryGrowthBytes: grown((figures) => figures.memoryBytes),
    clients: to.figures.clients,
  };
}
