// The `targets` section becomes the servers that a run starts, checked against the tasks that call them.

import type { Workload } from '../../workload/index.ts';
import type { HttpTarget, Targets } from '../contract.ts';
import type { TargetsSection } from '../schema/targets-section.ts';
import { compileDuration, type FileAccess } from './duration.ts';
import type { Report } from './report.ts';

/** The targets; undefined after reporting why there are none. */
export async function compileTargets(
  section: TargetsSection,
  workload: Workload,
  files: FileAccess,
  report: Report,
): Promise<Targets | undefined> {
  const callers = workload.tasks.filter(({ kind, call }) => kind === 'http' && call?.url === undefined);
  const [caller] = callers;
  if (section.http === undefined) {
    if (caller !== undefined)
      report(['workload', 'tasks', workload.tasks.indexOf(caller)], {
        wrong: `task "${caller.name}" has no server to call`,
        expected: 'a url, or a section such as targets: { http: { latency: 20ms } }',
      });
    return {};
  }
  if (caller === undefined)
    report(['targets', 'http'], {
      wrong: 'no task calls this server',
      expected: 'a task of kind http without a url',
    });
  const http = await compileHttp(section.http, files, report);
  return http && { http };
}

async function compileHttp(
  section: NonNullable<TargetsSection['http']>,
  files: FileAccess,
  report: Report,
): Promise<HttpTarget | undefined> {
  const latency = await compileDuration(section.latency, ['targets', 'http', 'latency'], files, report);
  if (latency === undefined) return undefined;
  const { connections } = section;
  const limit = connections === undefined ? {} : { connections };
  return { latency, connectMs: section.connect, ...limit, failureRatio: section.failure };
}
