// Every command by name and by its older name.

import type { Command } from '../command.ts';
import { ABOUT_COMMANDS } from './about.ts';
import { EVENT_COMMANDS } from './events.ts';
import { LOOKING_COMMANDS } from './looking.ts';
import { POOL_COMMANDS } from './pool.ts';
import { QUEUE_COMMANDS } from './queues.ts';
import { TASK_COMMANDS } from './tasks.ts';

const TABLE: readonly Command[] = [
  ...LOOKING_COMMANDS,
  ...ABOUT_COMMANDS,
  ...TASK_COMMANDS,
  ...POOL_COMMANDS,
  ...QUEUE_COMMANDS,
  ...EVENT_COMMANDS,
];

const BY_NAME: ReadonlyMap<string, Command> = new Map(
  TABLE.flatMap((command) => {
    const names = command.alias === undefined ? [command.name] : [command.name, command.alias];
    return names.map((name) => [name, command]);
  }),
);

export function findCommand(name: string): Command | undefined {
  return BY_NAME.get(name);
}
