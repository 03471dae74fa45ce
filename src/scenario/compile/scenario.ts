// Checks what the schema can't: what one section says about another. Works section by section, so that a mistake in
// one does not hide the mistakes in the rest.

import type { Cell, LoadPhase, PlanRequest, SystemName } from '../contract.ts';
import { listOf } from '../matrix/combinations.ts';
import { expandCells } from '../matrix/expand.ts';
import type { FleetSection } from '../schema/fleet-section.ts';
import { scenarioFile } from '../schema/scenario-file.ts';
import { SUPPORTED_SYSTEMS } from '../systems.ts';
import type { Workload } from '../../workload/index.ts';
import type { FileAccess } from './duration.ts';
import { compileLoad } from './load.ts';
import { compilePlan } from './plan.ts';
import type { Report } from './report.ts';
import { compileWorkload } from './workload.ts';

/** Answers what is wrong with an expression, or undefined when it is fine. */
export type CheckExpression = (text: string) => string | undefined;

export interface CompileContext {
  readonly files: FileAccess;
  readonly report: Report;
  readonly notes: Set<string>;
  readonly checkThreshold: CheckExpression;
  readonly checkSlo: CheckExpression;
}

/** The compiled sections; one that the schema refuses is undefined. */
export interface Sections {
  readonly workload: Workload | undefined;
  readonly load: readonly LoadPhase[] | undefined;
  readonly cells: readonly Cell[] | undefined;
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
  const load = SHAPE.load.safeParse(data['load']).data;
  const planSection = SHAPE.plan.safeParse(data['plan']).data;
  const thresholds = SHAPE.thresholds.safeParse(data['thresholds']).data ?? [];
  checkExpressions(thresholds, ['thresholds'], context.checkThreshold, report);
  checkExpressions(planSection?.slo ?? [], ['plan', 'slo'], context.checkSlo, report);
  return {
    workload,
    load: load && compileLoad(load, report),
    cells: compileCells(data, workload, context),
    plan: planSection && compilePlan(planSection),
  };
}

function compileCells(
  data: Readonly<Record<string, unknown>>,
  workload: Workload | undefined,
  { report, notes }: CompileContext,
): readonly Cell[] | undefined {
  const system = SHAPE.system.safeParse(data['system']);
  const fleet = SHAPE.fleet.safeParse(data['fleet']);
  const matrix = SHAPE.matrix.safeParse(data['matrix']);
  const systems = system.success ? compileSystems(listOf(system.data), report) : undefined;
  if (fleet.data !== undefined) checkNames(fleet.data, report);
  if (!fleet.success || workload === undefined) return undefined;
  if (fleet.data !== undefined) checkQueuesServed(workload, fleet.data, report);
  if (!matrix.success || systems === undefined) return undefined;
  const queues = [...new Set(workload.tasks.map((task) => task.queue))];
  return expandCells({ systems, fleet: fleet.data, matrix: matrix.data, queues }, report, notes);
}

function compileSystems(systems: readonly SystemName[], report: Report): readonly SystemName[] {
  for (const system of systems)
    if (!SUPPORTED_SYSTEMS.includes(system))
      report(['system'], {
        wrong: `this version can't run the system ${system}`,
        expected: SUPPORTED_SYSTEMS.join(' or '),
      });
  return [...new Set(systems)];
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
