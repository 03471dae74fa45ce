// The `app` section becomes one application for each system of the scenario; checked against what its tasks are.

import { dirname } from 'node:path';
import type { Workload } from '../../workload/index.ts';
import type { SystemName, UserApp } from '../contract.ts';
import type { AppSection } from '../schema/app-section.ts';
import type { FleetSection } from '../schema/fleet-section.ts';
import type { Report } from './report.ts';

export type UserApps = Readonly<Partial<Record<SystemName, UserApp>>>;

export function compileApp(
  section: AppSection,
  systems: readonly SystemName[],
  scenarioPath: string,
  report: Report,
): UserApps {
  const apps: Partial<Record<SystemName, UserApp>> = {};
  const directory = dirname(scenarioPath);
  if (typeof section === 'string') {
    const [system] = systems;
    if (system === undefined || systems.length > 1)
      report(['app'], {
        wrong: `one application cannot be for ${systems.join(' and ')}`,
        expected: `one for each: app: { ${systems.map((name) => `${name}: ...`).join(', ')} }`,
      });
    else apps[system] = { name: section, directory };
    return apps;
  }
  for (const system of new Set([...systems, ...systemsOf(section)])) {
    const name = section[system];
    if (name === undefined)
      report(['app'], {
        wrong: `no application for ${system}`,
        expected: 'one for each system of the scenario',
      });
    else if (!systems.includes(system))
      report(['app', system], {
        wrong: `no worker of this scenario is ${system}`,
        expected: systems.join(' or '),
      });
    else apps[system] = { name, directory };
  }
  return apps;
}

/** Own tasks and an application need each other, and leave nothing to others. */
export function checkOwnTasks(
  hasApp: boolean,
  workload: Workload,
  fleet: FleetSection | undefined,
  report: Report,
): void {
  for (const [index, { name, kind }] of workload.tasks.entries()) {
    if (hasApp === (kind === 'own')) continue;
    const path = ['workload', 'tasks', index, 'kind'];
    if (hasApp)
      report(path, {
        wrong: `task "${name}" is not one of the application's`,
        expected: 'kind: own beside app or attach',
      });
    else
      report(path, {
        wrong: `nothing says which application has the task "${name}"`,
        expected: 'one such as app: ./tasks.js',
      });
  }
  if (!hasApp) return;
  for (const [index, group] of (fleet ?? []).entries())
    if (group.acks !== undefined)
      report(['fleet', index, 'acks'], {
        wrong: "how the application's tasks are settled is its own affair",
        expected: "the task's own option, in the application",
      });
}

function systemsOf(section: Exclude<AppSection, string>): readonly SystemName[] {
  const all: readonly SystemName[] = ['headcount', 'celery', 'bullmq'];
  return all.filter((system) => section[system] !== undefined);
}
