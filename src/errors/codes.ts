// Every way headcount refuses or fails, in one table: the code, the exit code it leads to.
// Exit codes are a contract (scripts depend on them): see docs/errors.md, which a test holds against this table.

/** 0 done, 1 could not run, 2 bad input, 98 inconclusive, 99 a goal failed, 130 interrupted. */
export const EXIT = {
  done: 0,
  failed: 1,
  badInput: 2,
  inconclusive: 98,
  goalFailed: 99,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const ERROR_CODES = {
  /** The command line does not parse: unknown option, missing or malformed value. */
  USAGE: EXIT.badInput,
  /** A scenario file is missing, unreadable or says something the schema refuses. */
  BAD_SCENARIO: EXIT.badInput,
  /** A threshold or SLO expression does not parse or asks what its metric cannot answer. */
  BAD_THRESHOLD: EXIT.badInput,
  /** A claim of a scenario or result does not parse. */
  BAD_CLAIM: EXIT.badInput,
  /** A result file is missing, unreadable, of a newer version, or does not match the format. */
  BAD_RESULT: EXIT.badInput,
  /** A planning question has no answer as put (a rate of zero, an SLO below the service time). */
  BAD_PLAN: EXIT.badInput,
  /** A worker application module is missing, does not load, or exports no App. */
  BAD_APP: EXIT.badInput,
  /** A value given to the worker system makes no sense (pool name, concurrency, queue name). */
  BAD_OPTION: EXIT.badInput,
  /** The broker cannot be reached, refuses us, or went away for good. */
  BROKER_UNREACHABLE: EXIT.failed,
  /** The broker is there and refuses a command: no memory, no disk, a replica, a key that holds something else. */
  BROKER_REFUSED: EXIT.failed,
  /** A broker given by hand is too old or lacks a command we need. */
  BROKER_UNSUITABLE: EXIT.failed,
  /** A broker process of our own did not start. */
  BROKER_START: EXIT.failed,
  /** A worker did not become ready, or died when it should not have. */
  WORKER_DIED: EXIT.failed,
  /** A pidfile names a process that still runs. */
  PIDFILE_HELD: EXIT.failed,
  /** The load generator did not start or died. */
  GENERATOR_DIED: EXIT.failed,
  /** A fault that a scenario plans could not be done. */
  FAULT_FAILED: EXIT.failed,
  /** No trial of the run produced a figure. */
  NO_TRIAL: EXIT.failed,
  /** A result the caller waited for did not come in time. */
  RESULT_TIMEOUT: EXIT.failed,
  /** Workers were asked something and none answered in time. */
  NO_REPLY: EXIT.failed,
  /** A fleet that others started is in use by others, or cannot be told to be free. */
  NOT_ALONE: EXIT.failed,
  /** No worker sent an event of a task while it was listened to. */
  NO_EVENTS: EXIT.failed,
  /** Workers were told to stop and are still there after the time given. */
  STILL_RUNNING: EXIT.failed,
  /** A resource that tasks share could not be opened. */
  RESOURCE_FAILED: EXIT.failed,
  /** A package that the tasks of a scenario need is not installed. */
  MISSING_PACKAGE: EXIT.failed,
  /** No Python that has Celery was found, or the one there is too old or does not work. */
  NO_CELERY: EXIT.failed,
  /** The HTTP server that tasks call did not start or died. */
  TARGET_DIED: EXIT.failed,
  /** A file could not be written. */
  WRITE_FAILED: EXIT.failed,
  /** Something that must hold does not: a bug in headcount. */
  BUG: EXIT.failed,
} as const satisfies Readonly<Record<string, ExitCode>>;

export type ErrorCode = keyof typeof ERROR_CODES;
