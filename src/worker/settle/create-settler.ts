// Puts together everything that settles tasks.

import type { Broker, Consumer } from '../../broker/index.ts';
import type { App } from '../app/app.ts';
import type { TaskEvents } from '../events/task-events.ts';
import type { PrefetchWindow } from '../intake/prefetch-window.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { Log } from '../log.ts';
import { Conclusions } from './conclusions.ts';
import { Publisher } from './publisher.ts';
import { Settler } from './settler.ts';
import { Workflows } from './workflows.ts';

export interface SettlerSetup {
  readonly app: App;
  readonly nodeName: string;
  /** Where follow-ups go. */
  readonly broker: Broker;
  /** Where results and chords are. */
  readonly backend: Broker;
  readonly consumer: Consumer;
  readonly window: PrefetchWindow;
  readonly events: TaskEvents;
  readonly log: Log;
  readonly pidOf: (reservation: Reservation) => number;
  readonly onRoom: () => void;
}

export function createSettler(setup: SettlerSetup): Settler {
  const { app, nodeName, broker, backend, log } = setup;
  const { results, chords } = backend;
  const route = (task: string) => app.destinationOf(task);
  const publisher = new Publisher({ sender: broker.sender, chords, route });
  const workflows = new Workflows({ publisher, results, chords, log });
  const extended = app.resultExtended;
  const conclusions = new Conclusions({ publisher, results, workflows, nodeName, extended });
  return new Settler({ ...setup, conclusions, observer: app.observer });
}
