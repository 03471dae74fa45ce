// The `faults` section becomes planned faults; each must fit into its phase and find in every cell what it is meant for.

import { ms } from '../../units/index.ts';
import type { Cell, LoadPhase } from '../contract.ts';
import type { FaultAction, PlannedFault } from '../faults.ts';
import type { Path } from '../problems/problem-list.ts';
import type { FaultSection, FaultsSection } from '../schema/faults-section.ts';
import type { Report } from './report.ts';

/** In the order of their times. Faults with problems (all reported) are left out. */
export function compileFaults(
  section: FaultsSection,
  load: readonly LoadPhase[],
  cells: readonly Cell[],
  report: Report,
): readonly PlannedFault[] {
  const faults = section.flatMap((written, index): readonly PlannedFault[] => {
    const path: Path = ['faults', index];
    const phaseIndex = written.phase === undefined ? defaultPhase(load) : written.phase - 1;
    const phase = load[phaseIndex];
    if (phase === undefined) {
      const expected = `a number from 1 to ${load.length}`;
      report([...path, 'phase'], { wrong: `the load has no phase ${written.phase}`, expected });
      return [];
    }
    if (phase.phase === 'search') {
      const expected = 'phase: the number of a phase that offers a load';
      report([...path, 'phase'], {
        wrong: 'a search tries many loads, each of which must be undisturbed',
        expected,
      });
      return [];
    }
    const action = actionOf(written);
    checkFits(written, phase, path, report);
    checkTarget(written, action, cells, path, report);
    return [{ action, atMs: written.at, phaseIndex }];
  });
  return faults.toSorted((a, b) => a.phaseIndex - b.phaseIndex || a.atMs - b.atMs);
}

/** The last phase whose load does not wait for the fleet; the last of all where there is none. */
function defaultPhase(load: readonly LoadPhase[]): number {
  const open = load.findLastIndex(isOpenLoop);
  return open === -1 ? load.length - 1 : open;
}

function isOpenLoop({ phase }: LoadPhase): boolean {
  return phase === 'rate' || phase === 'utilization' || phase === 'replay';
}

function actionOf(written: FaultSection): FaultAction {
  const group = 'group' in written && written.group !== undefined ? { group: written.group } : {};
  if ('kill' in written) {
    if (written.kill === 'child') return { fault: 'kill-child', ...group };
    return { fault: 'kill-worker', replace: written.replace ?? true, ...group };
  }
  if ('pause' in written) {
    if (written.pause === 'broker') return { fault: 'pause-broker', durationMs: written.for };
    const fault = written.pause === 'child' ? 'pause-child' : 'pause-worker';
    return { fault, durationMs: written.for, ...group };
  }
  if ('restart' in written) return { fault: 'restart-broker', downMs: written.down };
  if ('delay' in written) {
    const limit = written.for === undefined ? {} : { durationMs: written.for };
    return { fault: 'delay-broker', byMs: written.by, path: written.path, ...limit };
  }
  return { fault: 'rolling-restart', ...group };
}

function checkFits(written: FaultSection, phase: LoadPhase, path: Path, report: Report): void {
  const lengthMs = 'for' in written ? (written.for ?? 0) : 'down' in written ? written.down : 0;
  const phaseMs = phase.durationMs;
  if (written.at < phaseMs && written.at + lengthMs <= phaseMs) return;
  const what = written.at < phaseMs ? 'lasts beyond' : 'begins after';
  report([...path, 'at'], {
    wrong: `the fault ${what} the end of its phase, which is ${ms(phaseMs) / 1000} s long`,
    expected: 'a fault that ends within its phase',
  });
}

function checkTarget(
  written: FaultSection,
  action: FaultAction,
  cells: readonly Cell[],
  path: Path,
  report: Report,
): void {
  const groups = [...new Set(cells.flatMap((cell) => cell.fleet.map(({ name }) => name)))];
  const named = 'group' in action ? action.group : undefined;
  if (named !== undefined && !groups.includes(named))
    report([...path, 'group'], { wrong: `the fleet has no group "${named}"`, expected: groups.join(' or ') });
  else if (action.fault === 'kill-child') checkChildren('kill', named, cells, path, report);
  else if (action.fault === 'pause-child') checkChildren('pause', named, cells, path, report);
  if (action.fault === 'kill-child' && 'replace' in written && written.replace !== undefined)
    report([...path, 'replace'], {
      wrong: 'a killed child is always replaced, by its pool',
      expected: 'replace only with kill: worker',
    });
  if (action.fault === 'pause-broker' && 'group' in written && written.group !== undefined)
    report([...path, 'group'], {
      wrong: 'the broker is in no group',
      expected: 'group only with pause: worker or pause: child',
    });
}

function checkChildren(
  verb: 'kill' | 'pause',
  named: string | undefined,
  cells: readonly Cell[],
  path: Path,
  report: Report,
): void {
  const without = cells.find(
    (cell) => !cell.fleet.some((group) => (named ?? group.name) === group.name && group.pool === 'prefork'),
  );
  if (without !== undefined)
    report([...path, verb], {
      wrong: `the workers of ${without.id} have no child processes`,
      expected: `pool: prefork, or ${verb}: worker`,
    });
}
