// Conducts one trial: fleet up and ready, the phases, fleet down, ledger closed.
//
//   starting -> phases -> stopping -> closed
//   a worker's death, a generator failure or the user's abort leads to stopping at once
//
// Nothing it started is left when it ends, whatever the way.

import { HeadcountError, toError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { monotonicNs, ResourceSampler, SampleReceiver } from '../../measure/index.ts';
import type { TrialRecord } from '../../result/index.ts';
import type { Scenario } from '../../scenario/index.ts';
import type { Fleet, LoadPort, System, WorkerDeath } from '../../system/index.ts';
import { ms } from '../../units/index.ts';
import { Collector } from '../collect/collector.ts';
import type { RunBroker, TrialPosition } from '../contract.ts';
import type { GeneratorProcess } from '../generator/generator-process.ts';
import { LoadAccount } from './load-account.ts';
import { PhaseConductor } from './phase-conductor.ts';
import { fleetSize, trialRecord, type TrialOutcome } from './trial-record.ts';
import { trialQueues, type TrialQueues } from './trial-queues.ts';

const READY_TIMEOUT_MS = ms(30_000);
const STOP_WITHIN_MS = ms(10_000);
const SAMPLE_EVERY_MS = 250;

export interface TrialSetup {
  readonly scenario: Scenario;
  readonly position: TrialPosition;
  readonly system: System;
  readonly broker: RunBroker;
  readonly generator: GeneratorProcess;
  /** Unique on the broker. */
  readonly runId: string;
  readonly cpuIterationsPerMs: number;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
  readonly onFleet: (fleet: Fleet) => void;
}

/** Never throws: what goes wrong is in the record. */
export async function conductTrial(setup: TrialSetup): Promise<TrialRecord> {
  return new Trial(setup).conduct();
}

class Trial {
  readonly #setup: TrialSetup;
  readonly #queues: TrialQueues;
  readonly #startedAt: Date = new Date();
  readonly #beganNs: number = monotonicNs();
  readonly #account: LoadAccount = new LoadAccount(new Collector());
  readonly #failure: AbortController = new AbortController();
  readonly #sampler: ResourceSampler;
  #conductor: PhaseConductor | undefined;
  #death: WorkerDeath | undefined;
  #startUpMs: number | null = null;

  constructor(setup: TrialSetup) {
    this.#setup = setup;
    this.#queues = trialQueues(setup.scenario, setup.runId, setup.position.order);
    this.#sampler = new ResourceSampler(SAMPLE_EVERY_MS, (reading) =>
      this.#conductor?.current?.addReading(reading),
    );
  }

  async conduct(): Promise<TrialRecord> {
    const { signal } = this.#setup;
    const abort = (): void => this.#failure.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      signal.throwIfAborted();
      await this.#measure();
      return this.#record({ outcome: 'finished' });
    } catch (thrown) {
      const error = toError(thrown);
      if (signal.aborted) return this.#record({ outcome: 'interrupted' });
      return this.#record({ outcome: 'failed', error, lastLines: this.#death?.lastLines ?? [] });
    } finally {
      signal.removeEventListener('abort', abort);
      await this.#sampler.stop();
    }
  }

  async #measure(): Promise<void> {
    const { system, generator, scenario, broker, cpuIterationsPerMs, position } = this.#setup;
    const load = { brokerUrl: broker.url, workload: this.#queues.workload };
    // Repeats differ in their draws; cells of one repeat get the same tasks.
    const seed = scenario.seed * 1000 + position.repeat;
    await using receiver = await SampleReceiver.listen(this.#account.collector);
    await using port = await system.openLoad(load);
    await generator.open({ system: system.name, load, seed, cpuIterationsPerMs });
    try {
      await this.#withFleet(receiver.path, port);
    } finally {
      await generator.close();
      // Given back by workers that stopped, or still claimed by one that died.
      this.#account.addLeft((await port.purge()) + (await port.reserved()));
    }
  }

  async #withFleet(samplesPath: string, port: LoadPort): Promise<void> {
    const { system, position, broker, scenario, generator, signal, onPhase } = this.#setup;
    const groups = position.cell.fleet.map((group) => this.#queues.group(group));
    const { workload } = this.#queues;
    const spec = { groups, brokerUrl: broker.url, workload, samplesPath, readyTimeoutMs: READY_TIMEOUT_MS };
    await using fleet = await system.startFleet(spec, signal);
    this.#startUpMs = (monotonicNs() - this.#beganNs) / 1e6;
    this.#watch(fleet);
    this.#conductor = new PhaseConductor({
      account: this.#account,
      generator,
      port,
      sampler: this.#sampler,
      failure: this.#failure.signal,
      taskTypes: workload.tasks.length,
      depth: Math.max(50, 2 * fleetSize(position.cell.fleet).windowTasks),
      onPhase,
    });
    try {
      await this.#conductor.run(scenario.warmUpMs, scenario.load);
    } finally {
      await this.#sampler.stop();
      await fleet.stop(Deadline.in(STOP_WITHIN_MS));
    }
  }

  #watch(fleet: Fleet): void {
    const { broker, generator, onFleet } = this.#setup;
    for (const { pid, name } of fleet.workers) this.#sampler.watch({ pid, name, role: 'worker' });
    this.#sampler.watch({ pid: generator.pid, name: 'generator', role: 'generator' });
    if (broker.pid !== undefined) this.#sampler.watch({ pid: broker.pid, name: 'broker', role: 'broker' });
    this.#sampler.start();
    fleet.onDeath((death) => {
      this.#death ??= death;
      this.#failure.abort(deathError(death));
    });
    onFleet(fleet);
  }

  #record(outcome: TrialOutcome): TrialRecord {
    const { position, scenario, broker } = this.#setup;
    return trialRecord({
      position,
      outcome,
      startedAt: this.#startedAt,
      durationMs: (monotonicNs() - this.#beganNs) / 1e6,
      startUpMs: this.#startUpMs,
      phases: this.#conductor?.phases ?? [],
      capacityPerSec: this.#conductor?.capacityPerSec ?? null,
      ledger: this.#conductor === undefined ? null : this.#account.close(),
      usage: this.#sampler.usage(),
      taskNames: scenario.workload.tasks.map((task) => task.name),
      ownBroker: broker.pid !== undefined,
    });
  }
}

function deathError(death: WorkerDeath): HeadcountError {
  const text = `worker ${death.name} (pid ${death.pid}) ended in the middle of the trial with ${death.how}`;
  return new HeadcountError('WORKER_DIED', text, {
    hint: 'Its last lines are in the result; run it by hand with `headcount worker` to see more.',
  });
}
