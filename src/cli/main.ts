#!/usr/bin/env node
// The program: the real process, every command, the exit code. Nothing else belongs here.

import { loadCommands } from './load-commands.ts';
import { processHost } from './process-host.ts';
import { runProgram } from './program.ts';
import { packageVersion } from './version.ts';

const host = processHost();
const commands = await loadCommands(host.args[0]);

process.exitCode = await runProgram({ commands, version: packageVersion() }, host);
