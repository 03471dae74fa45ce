// What happened in a trial, drawn behind every panel of its timeline: the warm-up that was cut off, faults, and how
// long each was felt.

import type { TrialRecord } from '../../result/index.ts';
import { formatDuration, ms } from '../../units/index.ts';
import type { UnitSpec } from './spec-parts.ts';
import type { TimeChannel } from './timeline.ts';

export function timelineMarks(trial: TrialRecord, x: TimeChannel): UnitSpec[] {
  return [...cutLayers(trial, x), ...faultLayers(trial, x)];
}

/** True where a beginning was cut off. */
export const hasCut = (trial: TrialRecord): boolean =>
  trial.phases.some(({ steadiness }) => steadiness.cutMs > 0);

function cutLayers(trial: TrialRecord, x: TimeChannel): UnitSpec[] {
  const cuts = trial.phases
    .filter(({ steadiness }) => steadiness.cutMs > 0)
    .map(({ startMs, steadiness: { cutMs } }) => ({
      from: startMs / 1000,
      to: (startMs + cutMs) / 1000,
      title: `warm-up cut off: ${formatDuration(ms(cutMs))}`,
    }));
  if (cuts.length === 0) return [];
  const data = { values: cuts };
  return [
    {
      data,
      mark: { type: 'rect', fill: 'var(--muted)', fillOpacity: 0.16 },
      encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' }, description: { field: 'title' } },
    },
    {
      data,
      mark: { type: 'rule', stroke: 'var(--muted)', strokeDash: [2, 3], aria: false },
      encoding: { x: { ...x, field: 'to' } },
    },
  ];
}

function faultLayers(trial: TrialRecord, x: TimeChannel): UnitSpec[] {
  const faults = trial.faults.map(({ atMs, recoveryMs, detail, noRecoveryReason }) => ({
    at: atMs / 1000,
    until: recoveryMs === null ? null : (atMs + recoveryMs) / 1000,
    title: `${detail}: ${recoveryMs === null ? (noRecoveryReason ?? 'did not recover') : `recovered in ${formatDuration(ms(recoveryMs))}`}`,
  }));
  if (faults.length === 0) return [];
  return [
    {
      data: { values: faults.filter(({ until }) => until !== null) },
      mark: { type: 'rect', fill: 'var(--bad)', fillOpacity: 0.14 },
      encoding: { x: { ...x, field: 'at' }, x2: { field: 'until' }, description: { field: 'title' } },
    },
    {
      data: { values: faults },
      mark: { type: 'rule', stroke: 'var(--bad)', strokeWidth: 1.75 },
      encoding: { x: { ...x, field: 'at' }, description: { field: 'title' } },
    },
  ];
}
