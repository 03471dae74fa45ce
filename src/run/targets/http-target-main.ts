// The HTTP target: a process of its own, so that what it costs is not the workers'. Takes its settings over the IPC
// channel, tells where it listens, and ends when the channel closes.

import { HttpTarget } from './http-target.ts';
import { parseTargetOrder, type TargetReady } from './messages.ts';

process.once('message', (message) => {
  const target = new HttpTarget(parseTargetOrder(message));
  void target.listen().then((port) => process.send?.({ port } satisfies TargetReady));
});
// Answers that are still to come must not keep us: whoever waits for them belongs to the same run.
process.once('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of the terminal; the run decides when the target ends.
process.on('SIGINT', () => undefined);
