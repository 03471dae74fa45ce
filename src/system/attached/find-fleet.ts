// Finds the workers that run and serve the workload's queues, and makes sure that they can be measured: that they know
// the tasks, and that nobody else uses them.

import type { Broker } from '../../broker/index.ts';
import { HeadcountError } from '../../errors/index.ts';
import { ms } from '../../units/index.ts';
import { RemoteControl, type Answers } from '../../worker/index.ts';
import type { Workload } from '../../workload/index.ts';
import { METHODS, readWorkers, type RunningWorker } from './running-worker.ts';
import type { AttachedSettings } from './settings.ts';

const ANSWER_WITHIN_MS = ms(2000);

/** Throws NO_REPLY, NOT_ALONE, BAD_SCENARIO. */
export async function findFleet(
  broker: Broker,
  workload: Workload,
  settings: AttachedSettings,
): Promise<readonly RunningWorker[]> {
  const { workers: all, silent } = await askWorkers(broker);
  const queues = [...new Set(workload.tasks.map(({ queue }) => queue))];
  const serving = all.filter((worker) => worker.queues.some((queue) => queues.includes(queue)));
  const fleet = serving.filter(({ node }) => settings.workers?.includes(node) ?? true);
  checkThere(fleet, all, queues, settings);
  checkTasks(fleet, workload);
  if (!settings.shared) await checkAlone(broker, queues, fleet, serving, silent);
  return fleet;
}

interface Asked {
  readonly workers: readonly RunningWorker[];
  /** How many heard the question and left it without a full answer: a solo worker does until its task has ended. */
  readonly silent: number;
}

async function askWorkers(broker: Broker): Promise<Asked> {
  await using remote = new RemoteControl(broker.signals);
  const heard = await remote.tell({ method: 'ping' });
  const replies = await remote.askAll(
    METHODS.map((method) => ({ method })),
    ANSWER_WITHIN_MS,
  );
  const nothing: Answers = new Map();
  const workers = readWorkers((method) => replies[METHODS.indexOf(method)] ?? nothing);
  return { workers, silent: Math.max(0, heard - workers.length) };
}

function checkThere(
  fleet: readonly RunningWorker[],
  all: readonly RunningWorker[],
  queues: readonly string[],
  { workers = [] }: AttachedSettings,
): void {
  const missing = workers.filter((name) => fleet.every(({ node }) => node !== name));
  const served = [...new Set(fleet.flatMap((worker) => worker.queues))];
  const orphans = queues.filter((queue) => !served.includes(queue));
  if (missing.length === 0 && orphans.length === 0) return;
  const heard = all.map((worker) => `${worker.node} (${worker.queues.join(', ')})`).join('; ');
  const wrong =
    missing.length > 0
      ? `of the workers to attach to, ${missing.join(', ')} did not answer or serve other queues`
      : `no worker that answers serves the queue ${orphans.join(', ')}`;
  throw new HeadcountError('NO_REPLY', wrong, {
    hint:
      heard === ''
        ? 'No worker answered at all: check the broker and its database, and that remote control is not switched off.'
        : `These answered: ${heard}.`,
  });
}

function checkTasks(fleet: readonly RunningWorker[], workload: Workload): void {
  for (const { name, queue } of workload.tasks)
    for (const { node, queues, tasks } of fleet) {
      if (!queues.includes(queue) || tasks.includes(name)) continue;
      throw new HeadcountError('BAD_SCENARIO', `${node} serves ${queue} and does not know the task ${name}`, {
        hint: `It knows ${tasks.slice(0, 20).join(', ')}.`,
      });
    }
}

async function checkAlone(
  broker: Broker,
  queues: readonly string[],
  fleet: readonly RunningWorker[],
  serving: readonly RunningWorker[],
  silent: number,
): Promise<void> {
  const depths = await broker.observer.depth(queues);
  const reasons = [
    ...depths
      .filter(({ waiting, reserved }) => waiting + reserved > 0)
      .map(
        ({ queue, waiting, reserved }) => `${waiting} messages wait in ${queue}, ${reserved} are reserved`,
      ),
    ...fleet
      .filter(({ holding }) => holding !== 0)
      .map(({ node, holding }) =>
        holding === null ? `${node} does not say what it holds` : `${node} holds ${holding} tasks`,
      ),
    ...serving
      .filter((worker) => !fleet.includes(worker))
      .map(({ node }) => `${node} serves the same queues`),
    ...(silent === 0
      ? []
      : [`${silent} workers heard the question and did not answer: they may serve them too`]),
  ];
  if (reasons.length === 0) return;
  throw new HeadcountError('NOT_ALONE', `the fleet is in use by others: ${reasons.join('; ')}`, {
    hint: 'Wait until it has nothing to do, or measure all the same: attach: { shared: true }.',
  });
}
