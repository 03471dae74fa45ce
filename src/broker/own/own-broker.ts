// A broker process that we started and must stop.

import type { BrokerInfo } from '../contract.ts';

export interface OwnBroker extends AsyncDisposable {
  /** redis://127.0.0.1:port/0 */
  readonly url: string;
  readonly kind: BrokerInfo['kind'];
  readonly pid: number;
  /** Ends the process and removes what it left. Idempotent. */
  stop(): Promise<void>;
}
