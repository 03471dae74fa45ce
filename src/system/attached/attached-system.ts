// Workers that someone else started and runs: found over the broker, driven with tasks of their own application, measured by
// their events.

import { setTimeout as sleep } from 'node:timers/promises';
import { connectBroker, type Broker } from '../../broker/index.ts';
import { hasCode, HeadcountError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { ms } from '../../units/index.ts';
import type { CpuCalibration, Workload } from '../../workload/index.ts';
import { openCeleryLoad } from '../celery-load.ts';
import type { Fleet, FleetSpec, LoadPort, LoadSpec, System, SystemFacts, SystemNeeds } from '../contract.ts';
import { attachFleet } from './attached-fleet.ts';
import { findFleet } from './find-fleet.ts';
import type { RunningWorker } from './running-worker.ts';
import type { AttachedSettings } from './settings.ts';

const FREE_WITHIN_MS = ms(5000);
const LOOK_EVERY_MS = 200;

/** `name`: the system that the scenario names. */
export function attachedSystem(name: string, settings: AttachedSettings): System {
  return new AttachedSystem(name, settings);
}

class AttachedSystem implements System {
  readonly name: string;
  readonly tellsHandling = false;
  readonly claimsBackWithinMs = null;
  readonly #settings: AttachedSettings;

  constructor(name: string, settings: AttachedSettings) {
    this.name = name;
    this.#settings = settings;
  }

  /** Throws BROKER_UNREACHABLE, NO_REPLY, NOT_ALONE, BAD_SCENARIO. */
  async prepare({ workload }: SystemNeeds): Promise<SystemFacts> {
    await using broker = await connectBroker(this.#settings.brokerUrl);
    const running = await findFleet(broker, workload, this.#settings);
    return {
      version: [...new Set(running.map(({ software }) => software ?? 'of unknown version'))].join(' and '),
      runtime: `its own account as ${running.map(({ node, pid }) => (pid === 0 ? node : `${node} (pid ${pid})`)).join(', ')}`,
      decisions: running
        .filter(({ poolSaid }) => !poolSaid)
        .map(({ node }) => `${node} does not say whether its pool is gevent or eventlet: shown as gevent.`),
      running: running.map(groupOf),
    };
  }

  calibrate(): Promise<CpuCalibration> {
    return Promise.reject(new HeadcountError('BUG', 'an attached fleet has no tasks of a calibrated kind'));
  }

  async startFleet(spec: FleetSpec, signal: AbortSignal): Promise<Fleet> {
    signal.throwIfAborted();
    const running = await this.#same(spec);
    return await attachFleet(spec, running, this.#settings.shared);
  }

  openLoad(spec: LoadSpec): Promise<LoadPort> {
    return openCeleryLoad(spec);
  }

  // Every trial looks anew: others may have come, and workers gone.
  async #same(spec: FleetSpec): Promise<readonly RunningWorker[]> {
    await using broker = await connectBroker(spec.brokerUrl);
    const running = await this.#freeFleet(broker, spec.workload);
    const now = running.map(({ node }) => node).join(', ');
    const before = spec.groups.map(({ name }) => name).join(', ');
    if (now === before) return running;
    throw new HeadcountError('WORKER_DIED', `the fleet has changed: ${before} before, ${now} now`, {
      hint: 'Run again when nobody starts or stops workers.',
    });
  }

  // The trial before may have left a message that a worker is about to settle: Celery's green pools take two seconds.
  async #freeFleet(broker: Broker, workload: Workload): Promise<readonly RunningWorker[]> {
    const deadline = Deadline.in(FREE_WITHIN_MS);
    for (;;) {
      try {
        return await findFleet(broker, workload, this.#settings);
      } catch (error) {
        if (!hasCode(error, 'NOT_ALONE') || deadline.passed) throw error;
        await sleep(LOOK_EVERY_MS);
      }
    }
  }
}

function groupOf(worker: RunningWorker): NonNullable<SystemFacts['running']>[number] {
  const { node, queues, pool, slots, prefetch } = worker;
  return { name: node, workers: 1, queues, pool, concurrency: slots, prefetch };
}
