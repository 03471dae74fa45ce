// headcount record: what production does, as a trace to replay and to plan from.

import { resolve } from 'node:path';
import { EXIT, HeadcountError } from '../../errors/index.ts';
import { record } from '../../record/index.ts';
import { defineCommand } from '../command.ts';
import { brokerUrl, destinationArgument, durationArgument, FLEET_OPTIONS } from '../fleet/connection.ts';
import { peopleOutput, type Host, type StopSignal } from '../host.ts';
import { recordText } from '../record-text.ts';

export const recordCommand = defineCommand({
  command: 'record',
  describe: 'Listen to the events of running workers and write a trace; nothing is written to the broker',
  positionals: {},
  options: {
    broker: FLEET_OPTIONS.broker,
    for: { type: 'string', describe: 'How long, such as 1h; default: until Ctrl-C' },
    out: { alias: 'o', type: 'string', describe: 'The file; default: trace-<time>.jsonl, here' },
    queues: {
      alias: 'Q',
      type: 'string',
      default: 'celery',
      describe: 'Queues whose depths are noted: a,b. Those that task-sent events name are added',
    },
    every: { type: 'string', default: '5s', describe: 'Time between looks at the depths' },
    patience: {
      type: 'string',
      default: '5m',
      describe:
        'A task that waits longer, or runs longer, is written without its duration: lines are in the order of arrival',
    },
    json: { type: 'boolean', default: false, describe: 'Print the summary as one JSON document' },
  },
  examples: [
    ['headcount record --broker redis://prod:6379/0 --for 1h', 'an hour, with workers that run with -E'],
    ['headcount record --for 24h --out monday.jsonl -Q default,reports', 'a day, two queues'],
  ],
  run: async (args, host) => {
    const durationMs = args.for === undefined ? undefined : durationArgument('--for', args.for);
    using ending = stoppedBySignal(host);
    const people = peopleOutput(host, args.json);
    const path =
      args.out ??
      `trace-${host
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z')
        .replaceAll(':', '-')}.jsonl`;
    const summary = await record({
      brokerUrl: brokerUrl(args.broker, host),
      path: resolve(host.cwd, path),
      ...(durationMs === undefined ? {} : { durationMs }),
      queues: destinationArgument(args.queues) ?? [],
      depthEveryMs: durationArgument('--every', args.every),
      patienceMs: durationArgument('--patience', args.patience),
      signal: ending.signal,
      onNotice: (sentence) => people.write(`${sentence}\n`),
    });
    host.stdout.write(args.json ? `${JSON.stringify(summary, null, 2)}\n` : recordText(summary));
    if (durationMs !== undefined && ending.signal.aborted) return EXIT.interrupted;
    const silence = summary.warnings.find(({ code }) => code === 'no-task-events');
    if (silence === undefined) return EXIT.done;
    throw new HeadcountError('NO_EVENTS', `no event of a task was heard: ${silence.detail}`, {
      hint: 'Start workers with -E, or switch events on: celery control enable_events.',
    });
  },
});

function stoppedBySignal(host: Host): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const handlers = signals.map((signal) => host.onSignal(signal, () => controller.abort()));
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const handler of handlers) handler[Symbol.dispose]();
    },
  };
}
