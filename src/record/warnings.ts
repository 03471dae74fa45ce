// What may be wrong with a recording: a closed list, each with its cause and what to do.

export const RECORD_WARNINGS = {
  'no-task-events': {
    cause: 'No worker sends events of its tasks.',
    nextStep:
      'Start workers with -E, or switch events on in running ones: celery control enable_events (headcount control enable_events).',
  },
  'some-silent': {
    cause: 'Some workers did not send events of their tasks: what they did is not in the trace.',
    nextStep:
      'Switch events on everywhere: celery control enable_events. A worker that had nothing to do is silent too.',
  },
  'sent-unknown': {
    cause:
      'When tasks were sent is not known, only when a worker received them: their waits leave out the time in the queue, and behind a backlog they arrive as fast as workers take them.',
    nextStep: 'Set task_send_sent_event = True where tasks are sent, and record again.',
  },
  'clocks-differ': {
    cause: 'The clocks of some machines differ from the one here: waits between machines are off by as much.',
    nextStep: 'Keep clocks in step (chrony, ntpd). Service times are not touched: each is from one clock.',
  },
  unfinished: {
    cause: 'Tasks were still under way when their lines had to be written: those have no duration.',
    nextStep: 'Raise --patience above the longest task. The replay draws what is missing from the workload.',
  },
  'not-started': {
    cause:
      'Tasks had waited so long that their lines had to be written before they began: those have neither a wait nor a duration.',
    nextStep:
      'Raise --patience above the longest wait. The summary has their waits and durations if they began later; the trace has not.',
  },
  'out-of-order': {
    cause: 'Arrivals were heard of after later ones had been written: their times were moved up to those.',
    nextStep: 'Look for clocks that differ, or for a worker that lost its connection for a while.',
  },
  forgotten: {
    cause:
      'More tasks were under way than are kept track of: some durations, or tasks with a late ETA, are missing.',
    nextStep: 'Record for a shorter time, or at a quieter hour.',
  },
  'broker-gap': {
    cause:
      'The broker was away, did not answer or dropped our subscription for a while: what happened then is not in the trace.',
    nextStep: 'Record again if the gap matters.',
  },
  'queue-refused': {
    cause: 'The broker refused to count the messages of some queues: their depths are not known.',
    nextStep:
      'Look whether these are queues (keys of another type are not), and whether our user may LLEN them (ACL).',
  },
  'many-task-types': {
    cause: 'There are more task types than the summary keeps apart; the others are added up as (others).',
    nextStep: 'Look whether task names carry an id. The trace itself has every name.',
  },
} as const;

export type RecordWarningCode = keyof typeof RECORD_WARNINGS;

export interface RecordWarning {
  readonly code: RecordWarningCode;
  /** The particulars, one sentence with figures. */
  readonly detail: string;
}
