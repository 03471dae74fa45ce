// The ids of a user's own tasks under load. Such a task gets no argument and no header from us: all that its wrapper must
// know is in its id, a UUID of version 8 (made for such uses), so that it looks like every other id and survives retries.
//
//   iiiiiiii-iiii-8ttt-vmdd-ddddssssssss     each letter but v a hexadecimal digit
//   i 48 bits  intended time, microseconds of the monotonic clock
//   t 12 bits  index of the task type
//   v m        two bits of variant, then 6 bits: the mark of the trial, where a fleet may have tasks of several
//   d 24 bits  sent − intended, microseconds; the largest value also means more
//   s 32 bits  sequence number

import { HeadcountError } from '../errors/index.ts';

/** What an id says. Times are exact to a microsecond. */
export interface OwnTask {
  readonly seq: number;
  readonly typeIndex: number;
  readonly intendedNs: number;
  readonly sentNs: number;
  /** Of the trial, see `trialMark`; 0 where there is no other. */
  readonly mark: number;
}

const NS_PER_US = 1000;
const MOST_DELAY_US = 2 ** 24 - 1;
const MOST_SEQ = 2 ** 32 - 1;
const MOST_TYPE = 2 ** 12 - 1;
const MARKS = 2 ** 6;
const VARIANT = 0b10 * MARKS;
/** Texts inside of other values have their quotes escaped. */
const HEADER_ID = /(?<!\\)"(?:id|correlation_id)": ?"([0-9a-f-]{36})"/;
const ID =
  /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-([89ab][0-9a-f])([0-9a-f]{2})-([0-9a-f]{4})([0-9a-f]{8})$/;

/** Throws BUG beyond the 4.29 thousand million tasks of a trial that ids can tell apart. */
export function ownTaskId({ seq, typeIndex, intendedNs, sentNs }: Omit<OwnTask, 'mark'>, mark = 0): string {
  if (seq > MOST_SEQ || typeIndex > MOST_TYPE || mark >= MARKS)
    throw new HeadcountError('BUG', `no id for task ${seq}`);
  // Down: phases begin at whole microseconds, and what was meant for one must not fall behind its end.
  const intendedUs = Math.max(0, Math.floor(intendedNs / NS_PER_US));
  const delayUs = Math.floor(sentNs / NS_PER_US) - intendedUs;
  const intended = hex(intendedUs, 12);
  const delay = hex(Math.min(MOST_DELAY_US, Math.max(0, delayUs)), 6);
  return (
    `${intended.slice(0, 8)}-${intended.slice(8)}-8${hex(typeIndex, 3)}-` +
    `${hex(VARIANT + mark, 2)}${delay.slice(0, 2)}-${delay.slice(2)}${hex(seq, 8)}`
  );
}

/** What every id of `ownTaskId` with this mark looks like, x for any hexadecimal digit. Nobody else makes UUIDs of this version. */
export function ownIdShape(mark: number): string {
  return `xxxxxxxx-xxxx-8xxx-${hex(VARIANT + mark, 2)}xx-xxxxxxxxxxxx`;
}

/**
 * Tells the tasks of a trial from those of the trials before and after it, and from most of another run's.
 * `order`: of the trial in its run.
 */
export function trialMark(runId: string, order: number): number {
  let sum = 0;
  for (const char of runId) sum = (31 * sum + (char.codePointAt(0) ?? 0)) % MARKS;
  return (sum + order) % MARKS;
}

/** undefined for an id that `ownTaskId` did not make. */
export function readOwnTaskId(id: string): OwnTask | undefined {
  const [, high, low, type, marked, delayHigh, delayLow, seq] = ID.exec(id) ?? [];
  if (seq === undefined) return undefined;
  const intendedUs = Number.parseInt(`${high}${low}`, 16);
  const delayUs = Number.parseInt(`${delayHigh}${delayLow}`, 16);
  return {
    seq: Number.parseInt(seq, 16),
    typeIndex: Number.parseInt(type ?? '', 16),
    intendedNs: intendedUs * NS_PER_US,
    sentNs: (intendedUs + delayUs) * NS_PER_US,
    mark: Number.parseInt(marked ?? '', 16) - VARIANT,
  };
}

/** Whether a message, as JSON text, carries an id that `ownTaskId` made with this mark. */
export function isOwnEnvelope(envelope: string, mark: number): boolean {
  const [, id] = HEADER_ID.exec(envelope) ?? [];
  return id !== undefined && readOwnTaskId(id)?.mark === mark;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
