// The closed list of warnings. Each says what it means and what to do next; it travels with the number
// it belongs to into every table, page and verdict.

import * as z from 'zod';

export const WARNINGS = {
  'generator-late': {
    cause: 'The load generator sent its tasks too late (slip).',
    nextStep: 'Lower the rate, or give the generator a core of its own.',
  },
  'few-observations': {
    cause: 'Too few tasks were observed for the percentile asked for.',
    nextStep: 'Lengthen the phase or raise the rate.',
  },
  'host-busy': {
    cause: 'The machine had no idle CPU left: workers, broker and generator competed.',
    nextStep: 'Read the figures as those of this machine; use more cores to see the fleet alone.',
  },
  'host-shared': {
    cause: 'Something that is no part of the run used the CPU of the machine while it was measured.',
    nextStep: 'Stop what else runs, or measure on a machine of its own.',
  },
  'loop-stalled': {
    cause: 'The event loop of the generator, the collector or a process that runs tasks stood still.',
    nextStep: 'Move long CPU work out of async slots; give generator and collector a core of their own.',
  },
  'clock-trouble': {
    cause: 'Stamps contradict each other, or the wall clock of the machine was set during the trial.',
    nextStep: 'Run `headcount doctor`; do not use a trial whose intervals lie below zero.',
  },
  'never-steady': {
    cause: 'The phase changed from beginning to end: no part of it stands for the rest.',
    nextStep: 'Lengthen the phase or its warm-up; look for what changes (memory, caches, another program).',
  },
  'self-check': {
    cause: 'Figures of this phase contradict a law that holds for every queue.',
    nextStep: 'Do not use the figures named; report it with the result file if nothing else explains it.',
  },
  'closed-loop': {
    cause: 'The load waited for the fleet: what a stall held up was sent later and is not seen to wait.',
    nextStep: 'Compare such waits among closed loops only; offer a rate to learn what users would wait.',
  },
  'backlog-grew': {
    cause: 'The queue grew through the phase: the offered load is above the capacity of the fleet.',
    nextStep: 'Lower the rate or add slots; percentiles of this phase describe its length, not the fleet.',
  },
  'unfit-machine': {
    cause: 'The examination before the first trial found that measuring here makes no sense.',
    nextStep: 'Run `headcount doctor` and do what it says next to each `bad`.',
  },
  'tasks-lost': {
    cause: 'Tasks were sent and never accounted for: neither finished nor left in the queue.',
    nextStep: 'Look for a worker or child that was killed, or a service time beyond the drain limit of 30 s.',
  },
  'samples-missing': {
    cause: 'Tasks left the broker as finished, but no stamp of theirs arrived.',
    nextStep: 'Lower the rate: the collector may not keep up; look for workers that end before they report.',
  },
  'handling-missing': {
    cause: 'Workers did not tell when they reserved and settled some of the tasks.',
    nextStep:
      'Read broker wait, reserved wait and settle as those of the other tasks; look for a worker that was killed.',
  },
  'ledger-unbalanced': {
    cause: 'Tasks sent and tasks accounted for differ.',
    nextStep: 'Do not use this trial; look for lost samples or a second consumer on the queue.',
  },
  'memory-rss': {
    cause: 'The kernel does not offer PSS here; memory is RSS, and shared pages count in every process.',
    nextStep: 'Read sums over children as an upper bound.',
  },
  'stamps-from-events': {
    cause:
      'The workers were started by others: start and end of a task are as their events tell, not stamped in the slot.',
    nextStep:
      'Read waits and services below some milliseconds as upper bounds; let headcount start the fleet to measure finer.',
  },
  'not-alone': {
    cause: 'Others used the fleet meanwhile: it ran tasks that are not ours, or other workers ran ours.',
    nextStep:
      'Measure when nobody else sends, or say attach: { shared: true } and read the figures as of a shared fleet.',
  },
  'single-repeat': {
    cause: 'One repeat a cell: there is no interval over repeats.',
    nextStep: 'Set repeats to 5 or more before comparing close cells.',
  },
  'target-busy': {
    cause: "The run's own HTTP target used most of a core: it, and not the fleet, may have set the pace.",
    nextStep: 'Give its answers a longer latency, lower the rate, or call a server of your own by url.',
  },
  'calls-failed': {
    cause: 'Tasks failed because the server they called refused, answered with an error, or not in time.',
    nextStep: 'Mend what the reason names; more connections or a longer timeout if that is what ran out.',
  },
  'tasks-cut-short': {
    cause:
      'Tasks failed in which nothing fails by itself: a time limit of the fleet ended them, or the loss of their process.',
    nextStep: 'Raise the limit if these tasks are to end by themselves; else read it as what the limit does.',
  },
  'own-tasks-failed': {
    cause: 'Tasks of the application under load failed.',
    nextStep:
      'Read the last reason: arguments that the task refuses are mended in the scenario, the rest in the application.',
  },
  'capacity-clipped': {
    cause: 'The saturate phase could not keep the queue full; the fleet is faster than the figure.',
    nextStep: 'Use longer tasks, fewer slots or more generator CPU.',
  },
} as const;

export type WarningCode = keyof typeof WARNINGS;

export const warningSchema = z.object({
  code: z.enum(Object.keys(WARNINGS) as [WarningCode, ...WarningCode[]]),
  /** The particulars, one sentence with figures. */
  detail: z.string(),
});

export type ResultWarning = z.infer<typeof warningSchema>;
