// The systems of a scenario, made ready before the first trial: what they need is there, and each knows how much CPU work
// its own interpreter does in a millisecond of this core.

import type { SystemRecord } from '../result/index.ts';
import type { Scenario, SystemName } from '../scenario/index.ts';
import { createSystem, type GroupSpec, type System } from '../system/index.ts';

export interface SystemUnderTest {
  readonly system: System;
  readonly record: SystemRecord;
  /** The workers that run already; undefined = they are started for each trial. */
  readonly running?: readonly GroupSpec[] | undefined;
}

export type SystemsUnderTest = ReadonlyMap<SystemName, SystemUnderTest>;

/** In the order of the scenario's cells. Throws what System.prepare does, before anything is started that stays. */
export async function prepareSystems(
  scenario: Scenario,
  env: Readonly<Record<string, string | undefined>>,
  brokerUrl: string,
): Promise<SystemsUnderTest> {
  const systems = new Map<SystemName, SystemUnderTest>();
  for (const name of new Set(scenario.cells.map((cell) => cell.system))) {
    systems.set(name, await prepareSystem(name, scenario, env, brokerUrl));
  }
  return systems;
}

async function prepareSystem(
  name: SystemName,
  scenario: Scenario,
  env: Readonly<Record<string, string | undefined>>,
  brokerUrl: string,
): Promise<SystemUnderTest> {
  const { workload, cells, celery, apps, attach } = scenario;
  const settings = {
    ...(celery === undefined ? {} : { celery }),
    ...(apps === undefined ? {} : { apps }),
    ...(attach === undefined ? {} : { attached: { ...attach, brokerUrl } }),
  };
  const system = createSystem(name, env, settings);
  const own = cells.filter((cell) => cell.system === name);
  const pools = [...new Set(own.flatMap(({ fleet }) => fleet.map(({ pool }) => pool)))];
  const { decisions, running, ...facts } = await system.prepare({ workload, pools });
  // One after the other: they must not disturb each other's calibration.
  const calibration = await calibrate(system, scenario);
  return { system, record: { name, ...facts, decisions: [...decisions], calibration }, running };
}

async function calibrate(system: System, { workload }: Scenario): Promise<SystemRecord['calibration']> {
  if (workload.tasks.every(({ kind }) => kind !== 'cpu' && kind !== 'mixed')) return null;
  const { iterationsPerMs, spreadRatio } = await system.calibrate();
  return { cpuIterationsPerMs: iterationsPerMs, spreadRatio };
}
