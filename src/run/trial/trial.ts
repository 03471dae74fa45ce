// Conducts one trial: fleet up and ready, the phases, fleet down, ledger closed.
//
//   starting -> phases -> stopping -> closed
//   a worker's death, a generator failure or the user's abort leads to stopping at once
//
// Nothing it started is left when it ends, whatever the way.

import { HeadcountError, toError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { monotonicNs, SampleReceiver } from '../../measure/index.ts';
import type { TrialRecord } from '../../result/index.ts';
import { killsProcesses, type Scenario } from '../../scenario/index.ts';
import {
  trialMark,
  workerSeats,
  type AttachedFacts,
  type AttachedQueues,
  type Fleet,
  type LoadPort,
  type System,
  type TaskFailures,
  type WorkerDeath,
} from '../../system/index.ts';
import { ms } from '../../units/index.ts';
import { Collector } from '../collect/collector.ts';
import { fleetLayout } from '../collect/fleet-layout.ts';
import type { RunBroker, TrialPosition } from '../contract.ts';
import { openFaults, type TrialFaults } from '../faults/trial-faults.ts';
import type { Generators } from '../generator/generators.ts';
import { setCalls } from '../targets/set-calls.ts';
import { TargetProcess } from '../targets/target-process.ts';
import { awaitAcks } from './await-acks.ts';
import { LoadAccount } from './load-account.ts';
import { PhaseConductor } from './phase-conductor.ts';
import type { MemoryBudget } from '../resources/growth/recycling.ts';
import { TrialResources } from '../resources/trial-resources.ts';
import { fleetSize, trialRecord, type TrialOutcome } from './trial-record.ts';
import { trialQueues, type TrialQueues } from './trial-queues.ts';

const READY_TIMEOUT_MS = ms(30_000);
const STOP_WITHIN_MS = ms(10_000);
/** What a fleet has told when it is gone only has to be read. */
const LAST_SAMPLES_WITHIN_MS = ms(5_000);

export interface TrialSetup {
  readonly scenario: Scenario;
  readonly position: TrialPosition;
  readonly system: System;
  readonly broker: RunBroker;
  /** Throws GENERATOR_DIED. */
  readonly takeGenerators: () => Promise<Generators>;
  /** Inherited by the processes that the trial starts. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Unique on the broker. */
  readonly runId: string;
  readonly cpuIterationsPerMs: number;
  readonly memory: MemoryBudget;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
  /** Told what a planned fault does. */
  readonly onFault: (detail: string) => void;
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
  readonly #account: LoadAccount;
  readonly #failure: AbortController = new AbortController();
  readonly #resources: TrialResources;
  readonly #attachedQueues: AttachedQueues | undefined;
  #conductor: PhaseConductor | undefined;
  #death: WorkerDeath | undefined;
  #faults: TrialFaults | undefined;
  #taskFailures: readonly TaskFailures[] = [];
  #attached: AttachedFacts | undefined;
  #startUpMs: number | null = null;

  constructor(setup: TrialSetup) {
    this.#setup = setup;
    const { cell } = setup.position;
    const { scenario, runId, position } = setup;
    this.#attachedQueues = scenario.attach && {
      mark: trialMark(runId, position.order),
      shared: scenario.attach.shared,
    };
    const seats = workerSeats(cell.fleet);
    const layout = fleetLayout(seats, setup.scenario.workload);
    this.#account = new LoadAccount(new Collector({ layout, expectsHandling: setup.system.tellsHandling }));
    this.#queues = trialQueues(setup.scenario, setup.runId, setup.position.order);
    this.#resources = new TrialResources(seats, setup.memory, () => this.#conductor?.current);
    this.#account.collector.processes = this.#resources;
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
      await this.#resources.sampler.stop();
    }
  }

  async #measure(): Promise<void> {
    const { system, scenario, broker, cpuIterationsPerMs, position } = this.#setup;
    const generator = await this.#setup.takeGenerators();
    await using faults = await this.#openFaults();
    const load = {
      brokerUrl: broker.url,
      workload: this.#queues.workload,
      ...faults?.load,
      attached: this.#attachedQueues,
    };
    const seed = trialSeed(scenario, position);
    await using receiver = await SampleReceiver.listen(this.#account.collector);
    await using port = await system.openLoad(load);
    using _quiet = faults?.followLosses(port, this.#account, system.claimsBackWithinMs);
    await generator.open({ system: system.name, load, seed, cpuIterationsPerMs });
    try {
      await this.#withFleet(receiver, port, generator);
    } finally {
      await generator.close();
      // Given back by workers that stopped, or still claimed by one that died.
      this.#account.addWithdrawn(await port.purge());
      this.#account.abandon(await port.claims());
    }
  }

  async #withFleet(receiver: SampleReceiver, port: LoadPort, generator: Generators): Promise<void> {
    const { system, position, broker, scenario, signal, onPhase } = this.#setup;
    const groups = position.cell.fleet.map((group) => this.#queues.group(group));
    await using target = await this.#startTarget();
    const brokerUrl = this.#faults?.fleetUrl ?? broker.url;
    const servers = { brokerUrl, httpUrl: target?.url };
    const workload = setCalls(this.#queues.workload, position.cell, servers);
    const limited = groups.some(({ timeLimitMs }) => timeLimitMs !== undefined);
    const deathsPlanned = limited || scenario.faults.some(({ action }) => killsProcesses(action));
    const spec = {
      groups,
      brokerUrl,
      workload,
      samplesPath: receiver.path,
      deathsPlanned,
      attached: this.#attachedQueues,
      readyTimeoutMs: READY_TIMEOUT_MS,
    };
    await using fleet = await system.startFleet(spec, signal);
    this.#startUpMs = (monotonicNs() - this.#beganNs) / 1e6;
    this.#watch(fleet, generator);
    this.#faults?.attach(fleet);
    const size = fleetSize(position.cell.fleet);
    this.#conductor = new PhaseConductor({
      account: this.#account,
      generator,
      port,
      resources: this.#resources,
      failure: this.#failure.signal,
      taskTypes: workload.tasks.length,
      saturation: {
        depth: Math.max(50, 2 * size.windowTasks),
        count: size.unlimited ? 'outstanding' : 'waiting',
      },
      onPhase,
      faults: this.#faults,
    });
    try {
      await this.#conductor.run(scenario.warmUpMs, scenario.load);
      await awaitAcks(port, this.#account.abandonedClaims);
    } finally {
      await this.#resources.sampler.stop();
      await fleet.stop(Deadline.in(STOP_WITHIN_MS));
      await Deadline.in(LAST_SAMPLES_WITHIN_MS).race(receiver.ended());
      this.#taskFailures = fleet.failures;
      this.#attached = fleet.attached;
    }
  }

  async #startTarget(): Promise<TargetProcess | undefined> {
    const { scenario, position, env } = this.#setup;
    const settings = scenario.targets.http;
    if (settings === undefined) return undefined;
    const target = await TargetProcess.start({ settings, seed: trialSeed(scenario, position) }, env);
    this.#resources.sampler.watch({ pid: target.pid, name: 'http', role: 'target' });
    return target;
  }

  async #openFaults(): Promise<TrialFaults | undefined> {
    const { scenario, position, broker, env, onFault } = this.#setup;
    if (scenario.faults.length === 0) return undefined;
    this.#faults = await openFaults({
      planned: scenario.faults,
      broker,
      env,
      seed: trialSeed(scenario, position),
      failure: this.#failure.signal,
      onFailure: (error) => this.#failure.abort(error),
      onFault,
      onBroker: (pid) => this.#resources.sampler.watch({ pid, name: 'broker', role: 'broker' }),
    });
    return this.#faults;
  }

  #watch(fleet: Fleet, generator: Generators): void {
    const { broker, onFleet } = this.#setup;
    for (const { pid, name } of fleet.workers) this.#resources.sampler.watch({ pid, name, role: 'worker' });
    for (const pid of generator.pids)
      this.#resources.sampler.watch({ pid, name: 'generator', role: 'generator' });
    if (broker.pid !== undefined)
      this.#resources.sampler.watch({ pid: broker.pid, name: 'broker', role: 'broker' });
    this.#resources.sampler.watch({ pid: process.pid, name: 'headcount', role: 'toolkit' });
    this.#resources.sampler.start();
    fleet.onReplaced(({ pid, name }) => this.#resources.sampler.watch({ pid, name, role: 'worker' }));
    fleet.onDeath((death) => {
      this.#death ??= death;
      this.#failure.abort(deathError(death));
    });
    onFleet(fleet);
  }

  #record(outcome: TrialOutcome): TrialRecord {
    const { position, scenario, broker } = this.#setup;
    const { collector } = this.#account;
    collector.finish();
    const ledger = this.#conductor === undefined ? null : this.#account.close();
    return trialRecord({
      position,
      outcome,
      startedAt: this.#startedAt,
      durationMs: (monotonicNs() - this.#beganNs) / 1e6,
      startUpMs: this.#startUpMs,
      phases: this.#conductor?.phases ?? [],
      capacityPerSec: this.#conductor?.capacityPerSec ?? null,
      ledger,
      ledgerByTask: ledger === null ? [] : this.#account.closeByTask(ledger),
      handling: collector.joins ?? null,
      resources: this.#resources,
      taskNames: scenario.workload.tasks.map((task) => task.name),
      ownBroker: broker.pid !== undefined,
      accepted: scenario.accept,
      clock: collector.clock,
      taskFailures: this.#taskFailures,
      attached: this.#attached,
      kinds: new Map(scenario.workload.tasks.map(({ name, kind }) => [name, kind])),
      disturbed: scenario.faults.length > 0,
      faults: this.#faults,
    });
  }
}

// Repeats differ in their draws; cells of one repeat get the same tasks.
function trialSeed(scenario: Scenario, position: TrialPosition): number {
  return scenario.seed * 1000 + position.repeat;
}

function deathError(death: WorkerDeath): HeadcountError {
  const text = `worker ${death.name} (pid ${death.pid}) ended in the middle of the trial with ${death.how}`;
  return new HeadcountError('WORKER_DIED', text, {
    hint: 'Its last lines are in the result; run it by hand with `headcount worker` to see more.',
  });
}
