// Every command by name.

import type { Command } from '../command.ts';
import { BLOCKING_COMMANDS } from './blocking.ts';
import { CONNECTION_COMMANDS } from './connection.ts';
import { HASH_COMMANDS } from './hashes.ts';
import { KEY_COMMANDS } from './keys.ts';
import { LIST_COMMANDS } from './lists.ts';
import { PUBSUB_COMMANDS } from './pubsub.ts';
import { SCRIPT_COMMANDS } from './scripting.ts';
import { SERVER_COMMANDS } from './server.ts';
import { SET_COMMANDS } from './sets.ts';
import { SORTED_SET_COMMANDS } from './sorted-sets.ts';
import { STRING_COMMANDS } from './strings.ts';
import { TRANSACTION_COMMANDS } from './transactions.ts';

const TABLE: readonly Command[] = [
  ...CONNECTION_COMMANDS,
  ...SERVER_COMMANDS,
  ...KEY_COMMANDS,
  ...STRING_COMMANDS,
  ...LIST_COMMANDS,
  ...BLOCKING_COMMANDS,
  ...HASH_COMMANDS,
  ...SET_COMMANDS,
  ...SORTED_SET_COMMANDS,
  ...PUBSUB_COMMANDS,
  ...TRANSACTION_COMMANDS,
  ...SCRIPT_COMMANDS,
];

// Both usual spellings, so that the hot path need not convert.
const BY_NAME = new Map<string, Command>(
  TABLE.flatMap((command) => [
    [command.name, command],
    [command.name.toUpperCase(), command],
  ]),
);

export function findCommand(name: string): Command | undefined {
  return BY_NAME.get(name) ?? BY_NAME.get(name.toLowerCase());
}
