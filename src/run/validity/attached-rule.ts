// What a fleet that others started leaves uncertain.

import type { AttachedFacts } from '../../system/index.ts';
import { formatDuration } from '../../units/index.ts';
import { finding, type Finding } from './finding.ts';

/** `attached` undefined = we started it: nothing to say. */
export function attachedFindings(attached: AttachedFacts | undefined): readonly Finding[] {
  if (attached === undefined) return [];
  const { clockErrorMs, foreignTasks, strayedTasks, shared } = attached;
  const clocks =
    clockErrorMs === 0
      ? 'all workers have the clock of this machine'
      : Number.isFinite(clockErrorMs)
        ? `clocks of workers on other machines are known to ±${formatDuration(clockErrorMs)}`
        : 'the clocks of some workers on other machines could not be compared with the one here';
  const findings = [finding('stamps-from-events', `start and end are the events' own times; ${clocks}`)];
  if (foreignTasks + strayedTasks === 0) return findings;
  const detail = `the fleet took ${foreignTasks} tasks of others; other workers took ${strayedTasks} of ours`;
  return [...findings, finding('not-alone', detail, !shared)];
}
