// What the load means: who is at 100 %, who idles, and what to do about it. One sentence each, most urgent first.

import type { FleetLoad, QueueLoad, WorkerLoad } from './load.ts';

/** At least one sentence. */
export function advise(load: FleetLoad): readonly string[] {
  if (load.workers.length === 0) return ['No worker answers: start one with `headcount worker -A MODULE`.'];
  const full = load.workers.filter(isFull);
  const idle = load.workers.filter(isIdle);
  const overload = full.some((worker) => backlogOf(worker, load).length > 0);
  const sentences = [
    ...load.queues.flatMap((queue) => unserved(queue)),
    ...full.map((worker) => aboutFull(worker, idle, load)),
    // While somebody has too much to do, those who idle are the ones who may help.
    ...(overload ? [] : aboutIdle(idle)),
  ];
  return sentences.length > 0 ? sentences : [balanced(load)];
}

function isFull({ active, slots }: WorkerLoad): boolean {
  return slots > 0 && active >= slots;
}

function isIdle({ active, reserved }: WorkerLoad): boolean {
  return active === 0 && reserved === 0;
}

function unserved({ queue, waiting, servedBy }: QueueLoad): readonly string[] {
  if (waiting === 0 || servedBy.length > 0) return [];
  return [
    `No worker serves queue ${queue}, where ${tasks(waiting)} ${waiting === 1 ? 'waits' : 'wait'}: start one with -Q ${queue}, or let one help with \`headcount control add_consumer ${queue}\`.`,
  ];
}

function aboutFull(worker: WorkerLoad, idle: readonly WorkerLoad[], load: FleetLoad): string {
  const backlog = backlogOf(worker, load);
  if (backlog.length > 0) return overloaded(worker, backlog, idle);
  const mate = idle.find((other) => other.queues.some((queue) => worker.queues.includes(queue)));
  if (mate !== undefined && worker.reserved >= worker.slots) {
    return `${worker.node} is at 100 % and holds ${tasks(worker.reserved)} more, while ${mate.node} serves the same queue and idles: start them with --prefetch-multiplier 1.`;
  }
  return `${worker.node} is at 100 % and nothing waits in its queues: it has just enough slots.`;
}

function backlogOf(worker: WorkerLoad, { queues }: FleetLoad): readonly QueueLoad[] {
  return queues.filter(({ queue, waiting }) => waiting > 0 && worker.queues.includes(queue));
}

function overloaded(worker: WorkerLoad, backlog: readonly QueueLoad[], idle: readonly WorkerLoad[]): string {
  const waiting = backlog.reduce((sum, queue) => sum + queue.waiting, 0);
  const names = backlog.map(({ queue }) => queue).join(', ');
  const state = `${worker.node} is at 100 % with ${tasks(waiting)} waiting in ${names}`;
  const helper = idle.find((other) => backlog.some(({ queue }) => !other.queues.includes(queue)));
  const queue = backlog.find((one) => helper?.queues.includes(one.queue) === false)?.queue;
  if (helper !== undefined && queue !== undefined) {
    return `${state}, while ${helper.node} idles: add workers like the first, or let the second help with \`headcount control add_consumer ${queue} -d ${helper.node}\`.`;
  }
  if (worker.pool === 'solo')
    return `${state}: add workers like it, or give it another pool and a larger -c.`;
  return `${state}: scale that type, by another worker or by \`headcount control pool_grow ${worker.slots} -d ${worker.node}\`.`;
}

function aboutIdle(idle: readonly WorkerLoad[]): readonly string[] {
  if (idle.length === 0) return [];
  const names = idle.map(({ node }) => node).join(', ');
  const slots = idle.reduce((sum, worker) => sum + worker.slots, 0);
  return [
    `${names} ${idle.length === 1 ? 'idles' : 'idle'} (${slots} ${slots === 1 ? 'slot' : 'slots'}): keep for bursts, or take fewer.`,
  ];
}

function balanced({ workers }: FleetLoad): string {
  const active = workers.reduce((sum, worker) => sum + worker.active, 0);
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  return `Nobody is at 100 %: ${active} of ${slots} slots are busy.`;
}

function tasks(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`;
}
