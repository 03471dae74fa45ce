// Every command by name, loaded when it is asked for: a worker must not wait for the chart library to load.

import type { Command } from './command.ts';

const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  gate: async () => (await import('./commands/gate.ts')).gateCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  worker: async () => (await import('./commands/worker.ts')).workerCommand,
  multi: async () => (await import('./commands/multi.ts')).multiCommand,
  inspect: async () => (await import('./commands/inspect.ts')).inspectCommand,
  control: async () => (await import('./commands/control.ts')).controlCommand,
  top: async () => (await import('./commands/top.ts')).topCommand,
  record: async () => (await import('./commands/record.ts')).recordCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  broker: async () => (await import('./commands/broker.ts')).brokerCommand,
};

/** The command of that name, or all of them: for the help, and to say what a mistyped name may have meant. */
export async function loadCommands(name: string | undefined): Promise<readonly Command[]> {
  const wanted = name !== undefined && Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
  if (wanted !== undefined) return [await wanted()];
  return await Promise.all(Object.values(LOADERS).map((load) => load()));
}
