// Pauses the process whose pid is its argument, says so, and stays.

import { argv } from 'node:process';
import { pauseProcesses } from '../../../src/run/faults/pause.ts';

await pauseProcesses([Number(argv[2])]);
process.stdout.write('paused\n');
setInterval(() => undefined, 1000);
