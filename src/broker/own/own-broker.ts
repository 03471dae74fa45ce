// A broker process that we started and must stop.

import type { BrokerInfo } from '../contract.ts';

export interface OwnBroker extends AsyncDisposable {
  /** redis://127.0.0.1:port/0 */
  readonly url: string;
  readonly kind: BrokerInfo['kind'];
  /** Of the process that it runs as now. */
  readonly pid: number;
  /**
   * Ends it in order, waits for `whileDown`, starts it again on the same port with the same data, and answers its new
   * pid. Undefined where it would forget what it held.
   */
  readonly restart: ((whileDown: () => Promise<void>) => Promise<number>) | undefined;
  /** Ends the process and removes what it left. Idempotent. */
  stop(): Promise<void>;
}
