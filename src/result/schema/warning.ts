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
  'backlog-grew': {
    cause: 'The queue grew through the phase: the offered load is above the capacity of the fleet.',
    nextStep: 'Lower the rate or add slots; percentiles of this phase describe its length, not the fleet.',
  },
  'tasks-lost': {
    cause: 'Tasks were sent and never accounted for: neither finished nor left in the queue.',
    nextStep: 'Look for a worker or child that was killed, or a service time beyond the drain limit of 30 s.',
  },
  'ledger-unbalanced': {
    cause: 'Tasks sent and tasks accounted for differ.',
    nextStep: 'Do not use this trial; look for lost samples or a second consumer on the queue.',
  },
  'memory-rss': {
    cause: 'The kernel does not offer PSS here; memory is RSS, and shared pages count in every process.',
    nextStep: 'Read sums over children as an upper bound.',
  },
  'single-repeat': {
    cause: 'One repeat a cell: there is no interval over repeats.',
    nextStep: 'Set repeats to 5 or more before comparing close cells.',
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
