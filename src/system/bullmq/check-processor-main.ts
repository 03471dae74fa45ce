// Loads a user's processor in a thread and ends: what does not load is found before the worker says that it is ready, and
// nothing of it stays in the worker's process.

import { workerData } from 'node:worker_threads';
import { loadProcessor } from './own-processor.ts';

await loadProcessor(String(workerData));
process.exit();
