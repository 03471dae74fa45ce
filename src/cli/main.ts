#!/usr/bin/env node
// The program: the real process, every command, the exit code. Nothing else belongs here.

import { brokerCommand } from './commands/broker.ts';
import { gateCommand } from './commands/gate.ts';
import { planCommand } from './commands/plan.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { workerCommand } from './commands/worker.ts';
import { processHost } from './process-host.ts';
import { runProgram } from './program.ts';
import { packageVersion } from './version.ts';

const commands = [runCommand, planCommand, gateCommand, reportCommand, workerCommand, brokerCommand];

process.exitCode = await runProgram({ commands, version: packageVersion() }, processHost());
