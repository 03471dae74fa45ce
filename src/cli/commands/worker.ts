// `headcount worker`: runs one worker until a signal stops it. Options are spelled as `celery worker` spells them.

import { appendFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { HeadcountError, toError, type ExitCode } from '../../errors/index.ts';
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
  type WorkerOptions,
} from '../../worker/index.ts';
import { defineCommand } from '../command.ts';
import type { Host } from '../host.ts';
import { LIMIT_OPTIONS, limitOptions } from '../worker-limits.ts';
import { MONITORING_OPTIONS, monitoringOptions } from '../monitoring-options.ts';
import { purgeQueues, QUEUE_OPTIONS, queuesToServe } from '../queue-options.ts';
import { runUntilSignal, stopRules } from '../worker-stop.ts';

export const WORKER_OPTIONS = {
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
  ...LIMIT_OPTIONS,
  ...QUEUE_OPTIONS,
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
  ...MONITORING_OPTIONS,
  logfile: { alias: 'f', type: 'string', describe: 'Log here instead of stderr; %n, %h, %d are expanded' },
  optimization: {
    alias: 'O',
    type: 'string',
    describe: 'default or fair; changes nothing: it is always fair',
  },
  pidfile: { type: 'string', describe: 'Write the process id here; %n, %h, %d are expanded' },
  'visibility-timeout': {
    type: 'number',
    describe: 'Seconds; the shortest visibility_timeout of the Python workers that share the broker',
  },
  'soft-shutdown-timeout': {
    type: 'number',
    describe: 'Seconds running tasks get after the first signal; default: SIGTERM no limit, SIGQUIT none',
  },
} as const;

export const workerCommand = defineCommand({
  command: 'worker',
  describe: 'Run a worker',
  positionals: {},
  options: WORKER_OPTIONS,
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
    const queues = queuesToServe(args, app);
    const brokers = brokerOptions(args, app, host.env);
    if (args.purge) log.warning(`purged ${await purgeQueues(brokers.broker, queues)} waiting messages`);
    const worker = createWorker({
      app,
      module,
      pool,
      prefetchMultiplier: args['prefetch-multiplier'],
      name: nodeName,
      log,
      ...monitoringOptions(args),
      ...(args.concurrency === undefined ? {} : { concurrency: args.concurrency }),
      ...limitOptions(args, host.env),
      queues,
      ...brokers,
    });
    announce(app, pool, log);
    const rules = stopRules(args['soft-shutdown-timeout'], host.env);
    const tasksRunHere = pool === 'solo' || pool === 'async';
    const shield = tasksRunHere ? host.shield?.((error) => reportMishap(error, log)) : undefined;
    const code = await runUntilSignal(worker, log, host, rules);
    shield?.[Symbol.dispose]();
    // Timers and connections of the application's own may outlive the worker.
    pidFile?.[Symbol.dispose]();
    host.exit?.(code);
    return code;
  },
});

interface BrokerArguments {
  readonly broker: string | undefined;
  readonly 'result-backend': string | undefined;
  readonly 'visibility-timeout': number | undefined;
}

function brokerOptions(
  args: BrokerArguments,
  app: App,
  env: Host['env'],
): Pick<WorkerOptions, 'broker' | 'resultBackend' | 'visibilityTimeout'> {
  const broker = args.broker ?? app.broker ?? env['HEADCOUNT_BROKER'] ?? env['REDIS_URL'];
  return {
    ...(broker === undefined ? {} : { broker }),
    ...(args['result-backend'] === undefined ? {} : { resultBackend: args['result-backend'] }),
    ...(args['visibility-timeout'] === undefined ? {} : { visibilityTimeout: args['visibility-timeout'] }),
  };
}

// In a child or a thread it would have ended that one, and its task; here it would end them all.
function reportMishap(error: unknown, log: Log): void {
  const { stack, message } = toError(error);
  log.error(`An error was thrown outside of any task and is ignored: ${stack ?? message}`);
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
