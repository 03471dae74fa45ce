// Checks what the schema can't: what one section says about another. Works section by section, so that a mistake in
// one does not hide the mistakes in the rest.

import type { AttachSettings, CelerySettings, Cell, LoadPhase, PlanRequest, Targets } from '../contract.ts';
import { listOf } from '../matrix/combinations.ts';
import { expandCells } from '../matrix/expand.ts';
import type { PlannedFault } from '../faults.ts';
import type { FleetSection } from '../schema/fleet-section.ts';
import { scenarioFile } from '../schema/scenario-file.ts';
import type { Workload } from '../../workload/index.ts';
import type { FileAccess } from './duration.ts';
import { compileAttach } from './attach.ts';
import { checkOwnTasks, compileApp, type UserApps } from './app.ts';
import { checkClaims, type CheckClaim, type ClaimScene } from './claims.ts';
import { compileCelery } from './celery.ts';
import { compileFaults } from './faults.ts';
import { compileLoad } from './load.ts';
import { checkJobData } from './own-arguments.ts';
import { compilePlan } from './plan.ts';
import type { Report } from './report.ts';
import { compileTargets } from './targets.ts';
import { compileWorkload } from './workload.ts';

/** Answers what is wrong with an expression, or undefined when it is fine. */
export type CheckExpression = (text: string) => string | undefined;

export interface CompileContext {
  readonly files: FileAccess;
  readonly report: Report;
  readonly notes: Set<string>;
  readonly checkThreshold: CheckExpression;
  readonly checkSlo: CheckExpression;
  readonly checkClaim: CheckClaim;
}

/** What belongs to one system alone. */
export interface SystemSections {
  readonly celery?: CelerySettings;
  readonly apps?: UserApps;
  readonly attach?: AttachSettings;
}

/** The compiled sections; one that the schema refuses is undefined. */
export interface Sections {
  readonly workload: Workload | undefined;
  readonly targets: Targets | undefined;
  readonly load: readonly LoadPhase[] | undefined;
  readonly faults: readonly PlannedFault[] | undefined;
  readonly cells: readonly Cell[] | undefined;
  readonly settings: SystemSections | undefined;
  readonly plan: PlanRequest | undefined;
}

const SHAPE = scenarioFile.shape;

/** `data` is the whole file as plain data, not yet trusted. */
export async function compileSections(
  data: Readonly<Record<string, unknown>>,
  context: CompileContext,
): Promise<Sections> {
  const { report } = context;
  const workloadSection = SHAPE.workload.safeParse(data['workload']).data;
  const workload = workloadSection && (await compileWorkload(workloadSection, context.files, report));
  if (workload !== undefined) checkApplication(data, workload, report);
  const targets = SHAPE.targets.safeParse(data['targets']).data;
  const load = SHAPE.load.safeParse(data['load']).data;
  const planSection = SHAPE.plan.safeParse(data['plan']).data;
  const thresholds = SHAPE.thresholds.safeParse(data['thresholds']).data ?? [];
  checkExpressions(thresholds, ['thresholds'], context.checkThreshold, report);
  checkExpressions(planSection?.slo ?? [], ['plan', 'slo'], context.checkSlo, report);
  const phases =
    load && (await compileLoad(load, { workload, files: context.files, report, checkSlo: context.checkSlo }));
  const cells = compileCells(data, workload, context);
  const faults = SHAPE.faults.safeParse(data['faults']).data;
  const claims = SHAPE.claims.safeParse(data['claims']).data ?? [];
  checkClaims(claims, sceneOf(workload, phases, cells, load?.length), context.checkClaim, report);
  return {
    workload,
    targets: targets && workload && (await compileTargets(targets, workload, context.files, report)),
    load: phases,
    faults: faults && phases && cells && compileFaults(faults, phases, cells, report),
    cells,
    settings: compileSettings(data, context),
    plan: planSection && compilePlan(planSection),
  };
}

// A phase that was refused is missing in the list, and the numbers of the others would mislead.
function sceneOf(
  workload: Workload | undefined,
  phases: readonly LoadPhase[] | undefined,
  cells: readonly Cell[] | undefined,
  written: number | undefined,
): ClaimScene | undefined {
  if (workload === undefined || phases?.length !== written || phases === undefined) return undefined;
  if (cells === undefined || cells.length === 0) return undefined;
  const loads = phases.map(({ phase }) => phase);
  return { cells, loads, tasks: workload.tasks.map(({ name }) => name) };
}

function compileCells(
  data: Readonly<Record<string, unknown>>,
  workload: Workload | undefined,
  { report, notes }: CompileContext,
): readonly Cell[] | undefined {
  const system = SHAPE.system.safeParse(data['system']);
  const fleet = SHAPE.fleet.safeParse(data['fleet']);
  const matrix = SHAPE.matrix.safeParse(data['matrix']);
  const systems = system.success ? [...new Set(listOf(system.data))] : undefined;
  if (fleet.data !== undefined) checkNames(fleet.data, report);
  if (!fleet.success || workload === undefined) return undefined;
  if (fleet.data !== undefined) checkQueuesServed(workload, fleet.data, report);
  if (!matrix.success || systems === undefined) return undefined;
  const queues = [...new Set(workload.tasks.map((task) => task.queue))];
  const openClient = workload.tasks.some(({ call }) => call !== undefined && call.client === undefined);
  const input = { systems, fleet: fleet.data, matrix: matrix.data, queues, openClient };
  return expandCells(input, report, notes);
}

function compileSettings(
  data: Readonly<Record<string, unknown>>,
  { files, report }: CompileContext,
): SystemSections | undefined {
  const celery = SHAPE.celery.safeParse(data['celery']);
  const system = SHAPE.system.safeParse(data['system']);
  const app = SHAPE.app.safeParse(data['app']);
  const attach = SHAPE.attach.safeParse(data['attach']);
  if (!celery.success || !system.success || !app.success || !attach.success) return undefined;
  const systems = listOf(system.data);
  const { scenarioPath } = files;
  const attached = compileAttach(attach.data ?? false, systems, data, report);
  return {
    ...(celery.data === undefined
      ? {}
      : { celery: compileCelery(celery.data, systems, scenarioPath, report) }),
    ...(attached === undefined ? {} : { attach: attached }),
    ...(app.data === undefined ? {} : { apps: compileApp(app.data, systems, scenarioPath, report) }),
  };
}

function checkApplication(data: Readonly<Record<string, unknown>>, workload: Workload, report: Report): void {
  const fleet = SHAPE.fleet.safeParse(data['fleet']).data;
  checkOwnTasks(data['app'] !== undefined || isAttached(data), workload, fleet, report);
  const systems = SHAPE.system.safeParse(data['system']).data ?? [];
  if (listOf(systems).includes('bullmq')) checkJobData(workload, report);
}

function isAttached(data: Readonly<Record<string, unknown>>): boolean {
  return data['attach'] !== undefined && data['attach'] !== false;
}

function checkNames(fleet: FleetSection, report: Report): void {
  const names = new Set<string>();
  for (const [index, { name }] of fleet.entries()) {
    if (names.has(name))
      report(['fleet', index, 'name'], {
        wrong: `a second group is called "${name}"`,
        expected: 'a name of its own for each group',
      });
    names.add(name);
  }
}

function checkQueuesServed(workload: Workload, fleet: FleetSection, report: Report): void {
  if (fleet.some((group) => group.queues === undefined)) return;
  const served = new Set(fleet.flatMap((group) => group.queues ?? []));
  for (const [index, task] of workload.tasks.entries())
    if (!served.has(task.queue))
      report(['workload', 'tasks', index, 'queue'], {
        wrong: `no group of the fleet serves the queue "${task.queue}" of task "${task.name}"`,
        expected: `one of ${[...served].join(', ')}, or a group that serves it`,
      });
}

function checkExpressions(
  expressions: readonly string[],
  path: readonly string[],
  check: CheckExpression,
  report: Report,
): void {
  for (const [index, expression] of expressions.entries()) {
    const wrong = check(expression);
    if (wrong !== undefined) report([...path, index], { wrong });
  }
}
