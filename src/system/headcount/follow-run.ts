// A run that was killed stops nobody: its workers notice that their channel to it has closed, and end cold. Children and
// threads have no channel; they end with their worker.

import { isMainThread } from 'node:worker_threads';

/** How long a worker whose run is gone gets to end its tasks and give back the others. */
const COLD_STOP_WITHIN_MS = 5000;

/** `self`: this process. */
export function followRun(self: NodeJS.Process): void {
  if (!isMainThread || !self.connected) return;
  self.once('disconnect', () => {
    self.kill(self.pid, 'SIGQUIT');
    setTimeout(() => self.kill(self.pid, 'SIGKILL'), COLD_STOP_WITHIN_MS);
  });
}
