// `headcount worker`: runs one worker until a signal stops it. Options are spelled as `celery worker` spells them.

import { appendFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { EXIT, HeadcountError, type ExitCode } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import {
  createWorker,
  expandNodeName,
  expandNodePath,
  holdPidFile,
  loadApp,
  Log,
  LOG_LEVELS,
  parsePoolKind,
  resolveAppModule,
  type App,
  type LogLevel,
  type LogSink,
  type Worker,
} from '../../worker/index.ts';
import { defineCommand } from '../command.ts';
import type { Host, StopSignal } from '../host.ts';

const OPTIONS = {
  app: {
    alias: 'A',
    type: 'string',
    demandOption: true,
    describe: 'Module that exports the App: a path or a package',
  },
  pool: {
    alias: 'P',
    type: 'string',
    default: 'prefork',
    describe: 'solo, prefork, threads or async (eventlet, gevent)',
  },
  concurrency: { alias: 'c', type: 'number', describe: 'Tasks at a time; default: usable processors' },
  'prefetch-multiplier': { type: 'number', default: 4, describe: 'Tasks reserved per slot; 0 = no limit' },
  'max-tasks-per-child': { type: 'number', describe: 'Replace a child or thread after this many tasks' },
  queues: { alias: 'Q', type: 'string', describe: "Queues to serve, a,b; default: the App's default queue" },
  hostname: { alias: 'n', type: 'string', describe: 'Node name; %h host, %n its first label, %d its domain' },
  broker: {
    alias: 'b',
    type: 'string',
    describe: "Broker URL; default: the App's, $HEADCOUNT_BROKER, $REDIS_URL",
  },
  'result-backend': { type: 'string', describe: 'Where results go; default: the broker' },
  loglevel: {
    alias: 'l',
    type: 'string',
    default: 'warning',
    describe: 'debug, info, warning, error or critical',
  },
  logfile: { alias: 'f', type: 'string', describe: 'Log here instead of stderr; %n, %h, %d are expanded' },
  pidfile: { type: 'string', describe: 'Write the process id here; %n, %h, %d are expanded' },
} as const;

export const workerCommand = defineCommand({
  command: 'worker',
  describe: 'Run a worker',
  positionals: {},
  options: OPTIONS,
  examples: [
    ['headcount worker -A ./tasks.js -P async -c 100', 'run 100 tasks at a time in one event loop'],
    ['headcount worker -A ./tasks.js -c 8 -Q default,priority', 'run 8 child processes on two queues'],
  ],
  run: async (args, host): Promise<ExitCode> => {
    const nodeName = expandNodeName(args.hostname ?? '', hostname());
    const pool = parsePoolKind(args.pool);
    const log = new Log(parseLevel(args.loglevel), logSink(args.logfile, nodeName, host));
    using pidFile =
      args.pidfile === undefined ? undefined : holdPidFile(expandNodePath(args.pidfile, nodeName));
    const module = resolveAppModule(args.app, host.cwd);
    const app = await loadApp(module);
    const broker = args.broker ?? app.broker ?? host.env['HEADCOUNT_BROKER'] ?? host.env['REDIS_URL'];
    const worker = createWorker({
      app,
      module,
      pool,
      prefetchMultiplier: args['prefetch-multiplier'],
      name: nodeName,
      log,
      ...(args.concurrency === undefined ? {} : { concurrency: args.concurrency }),
      ...(args['max-tasks-per-child'] === undefined ? {} : { maxTasksPerChild: args['max-tasks-per-child'] }),
      ...(args.queues === undefined ? {} : { queues: splitList(args.queues) }),
      ...(broker === undefined ? {} : { broker }),
      ...(args['result-backend'] === undefined ? {} : { resultBackend: args['result-backend'] }),
    });
    announce(app, pool, log);
    const code = await runUntilSignal(worker, log, host);
    // Timers and connections of the application's own may outlive the worker.
    pidFile?.[Symbol.dispose]();
    host.exit?.(code);
    return code;
  },
});

/** The first signal stops warm (SIGQUIT: cold), the next one cold. */
async function runUntilSignal(worker: Worker, log: Log, host: Host): Promise<ExitCode> {
  const stopper = new Stopper(worker, log);
  const signals: readonly StopSignal[] = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'];
  const handlers = signals.map((signal) => host.onSignal(signal, () => stopper.signal(signal)));
  try {
    await startUnlessStopped(worker, stopper);
    await worker.ended;
    return EXIT.done;
  } finally {
    for (const handler of handlers) handler[Symbol.dispose]();
    log.flush();
  }
}

async function startUnlessStopped(worker: Worker, stopper: Stopper): Promise<void> {
  try {
    await worker.start();
  } catch (error) {
    if (!stopper.asked) throw error;
  }
  if (stopper.asked) await worker.stop(Deadline.none());
}

class Stopper {
  readonly #worker: Worker;
  readonly #log: Log;
  #asked = false;

  constructor(worker: Worker, log: Log) {
    this.#worker = worker;
    this.#log = log;
  }

  get asked(): boolean {
    return this.#asked;
  }

  signal(signal: StopSignal): void {
    if (this.#asked || signal === 'SIGQUIT') {
      this.#log.warning(`${signal}: cold shutdown`);
      void this.#worker.kill();
    } else {
      this.#log.warning(`${signal}: warm shutdown, waiting for running tasks`);
      void this.#worker.stop(Deadline.none());
    }
    this.#asked = true;
  }
}

function announce(app: App, pool: string, log: Log): void {
  if (!log.infos) return;
  log.info(`application ${app.name}, pool ${pool}, tasks: ${[...app.tasks.keys()].toSorted().join(', ')}`);
}

function parseLevel(text: string): LogLevel {
  const name = text.toLowerCase() === 'fatal' ? 'critical' : text.toLowerCase();
  const level = LOG_LEVELS.find((known) => known === name);
  if (level !== undefined) return level;
  throw new HeadcountError('USAGE', `unknown log level "${text}"`, { hint: `Use ${LOG_LEVELS.join(', ')}.` });
}

function logSink(logfile: string | undefined, nodeName: string, host: Host): LogSink {
  if (logfile === undefined) return (text) => host.stderr.write(text);
  const path = expandNodePath(logfile, nodeName);
  const sink: LogSink = (text) => appendFileSync(path, text);
  try {
    sink('');
  } catch (cause) {
    throw new HeadcountError('WRITE_FAILED', `cannot write log file ${path}`, { cause });
  }
  return sink;
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
