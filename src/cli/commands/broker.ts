// headcount broker: the embedded broker on a port of this machine, for development.

import { startEmbeddedBroker } from '../../broker/index.ts';
import { EXIT } from '../../errors/index.ts';
import { defineCommand } from '../command.ts';
import type { Host } from '../host.ts';

export const brokerCommand = defineCommand({
  command: 'broker',
  describe: 'Start the embedded broker, for development; Ctrl-C ends it',
  positionals: {},
  options: {
    port: { type: 'number', default: 0, describe: 'Port on 127.0.0.1; 0 picks a free one' },
  },
  examples: [
    ['headcount broker --port 6390', 'then: headcount worker -b redis://127.0.0.1:6390/0 -A tasks.js'],
  ],
  run: async (args, host) => {
    await using broker = await startEmbeddedBroker({ port: args.port });
    host.stdout.write(`embedded broker ready: ${broker.url}\n`);
    host.stderr.write('It keeps everything in memory. Ctrl-C ends it.\n');
    await anySignal(host);
    return EXIT.done;
  },
});

function anySignal(host: Host): Promise<void> {
  return new Promise((resolve) => {
    const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => host.onSignal(name, finish));
    function finish(): void {
      for (const handler of handlers) handler[Symbol.dispose]();
      resolve();
    }
  });
}
