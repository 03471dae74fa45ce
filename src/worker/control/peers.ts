// Learns from the other workers, at the start, which tasks have been revoked while this one was not there. Celery calls
// it mingle and waits a second for it; here it goes on beside the work.

import type { Signals } from '../../broker/index.ts';
import { ms } from '../../units/index.ts';
import type { LamportClock } from '../events/lamport-clock.ts';
import { RemoteControl } from './remote-control.ts';
import { readHello } from './commands/hello.ts';
import type { Steering } from './steering.ts';

const ANSWER_WITHIN_MS = ms(1_000);

/** Rejects when the broker is gone. */
export async function learnFromPeers(
  signals: Signals,
  nodeName: string,
  own: { readonly steering: Steering; readonly clock: LamportClock },
): Promise<void> {
  await using remote = new RemoteControl(signals);
  const question = { method: 'hello', arguments: { from_node: nodeName, revoked: {} } };
  for (const reply of (await remote.ask(question, ANSWER_WITHIN_MS)).values()) {
    const { revoked, clock } = readHello(reply);
    own.steering.learnRevoked(revoked);
    if (clock > 0) own.clock.adjust(clock);
  }
}
