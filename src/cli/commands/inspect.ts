// headcount inspect: asks running workers, ours and Python's, what they are doing.

import { EXIT } from '../../errors/index.ts';
import { defineCommand } from '../command.ts';
import {
  askFleet,
  connectFleet,
  DESTINATION_OPTION,
  destinationArgument,
  FLEET_OPTIONS,
} from '../fleet/connection.ts';
import { chooseRequest, INSPECT_REQUESTS, requestHelp } from '../fleet/requests.ts';
import { allRefused, answersJson, showAnswers } from '../fleet/show-answers.ts';

export const inspectCommand = defineCommand({
  command: 'inspect <what> [args..]',
  describe: 'Ask running workers what they are doing',
  positionals: {
    what: { type: 'string', demandOption: true, describe: `What to ask:\n${requestHelp(INSPECT_REQUESTS)}` },
    args: { type: 'string', array: true, describe: 'Its arguments' },
  },
  options: {
    ...FLEET_OPTIONS,
    ...DESTINATION_OPTION,
    json: { alias: 'j', type: 'boolean', default: false, describe: 'Print one JSON document' },
  },
  examples: [
    ['headcount inspect active', 'tasks that run, by worker'],
    ['headcount inspect stats -d web@host1 --json', "one worker's slots, processes and memory"],
  ],
  run: async ({ what, args, broker, timeout, destination, json }, host) => {
    const request = chooseRequest('inspect', INSPECT_REQUESTS, what, args ?? []);
    await using fleet = await connectFleet({ broker, timeout }, host);
    const answers = await askFleet(fleet, { ...request, destination: destinationArgument(destination) });
    host.stdout.write(json ? answersJson(answers) : showAnswers(answers));
    return allRefused(answers) ? EXIT.failed : EXIT.done;
  },
});
