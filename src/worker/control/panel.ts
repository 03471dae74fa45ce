// What the commands have at hand: the worker as `Steering` shows it, and the facts about it that do not change.

import type { QueueBinding } from '../../broker/index.ts';
import type { Heart } from '../events/heart.ts';
import type { LamportClock } from '../events/lamport-clock.ts';
import type { TaskEvents } from '../events/task-events.ts';
import type { Log } from '../log.ts';
import type { WorkerSettings } from '../options.ts';
import type { Steering } from './steering.ts';
import type { TaskTotals } from './totals.ts';

export interface Panel {
  readonly steering: Steering;
  readonly settings: WorkerSettings;
  readonly clock: LamportClock;
  readonly taskEvents: TaskEvents;
  readonly heart: Heart;
  readonly totals: TaskTotals;
  readonly log: Log;
  /** Lets what is published to an exchange reach a queue. */
  readonly bind: (binding: QueueBinding) => Promise<void>;
  /** `performance.now()` when the worker became ready. */
  readonly startedAtMs: number;
}
