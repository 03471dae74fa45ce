// headcount doctor: can this machine, with this broker, measure at all, and how well.

import { chooseBroker } from '../../broker/index.ts';
import { EXIT } from '../../errors/index.ts';
import { examine } from '../../run/index.ts';
import { defineCommand } from '../command.ts';
import { doctorTable } from '../doctor-table.ts';

export const doctorCommand = defineCommand({
  command: 'doctor',
  describe: 'Check timers, clock, broker, generator, limits and what else uses this machine',
  positionals: {},
  options: {
    broker: { type: 'string', describe: 'Broker URL; default: a private one' },
    json: { type: 'boolean', default: false, describe: 'Print the findings as one JSON document' },
  },
  examples: [
    ['headcount doctor', 'before you trust a figure from this machine'],
    ['headcount doctor --broker redis://10.0.0.5:6379/0', 'with the broker the load will go to'],
  ],
  run: async (args, host) => {
    const chosen = await chooseBroker({ flag: args.broker, env: host.env });
    try {
      const certificate = await examine({ brokerUrl: chosen.url, env: host.env, depth: 'thorough' });
      host.stdout.write(
        args.json
          ? `${JSON.stringify(certificate)}\n`
          : doctorTable(certificate, chosen.describe, host.stdout.columns),
      );
      return certificate.checks.some(({ state }) => state === 'bad') ? EXIT.failed : EXIT.done;
    } finally {
      await chosen.stop();
    }
  },
});
