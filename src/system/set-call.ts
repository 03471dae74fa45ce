// A call to a server with everything decided: what bodies of every system are told.

import type { TaskCall } from '../workload/index.ts';

/** A call whose server and client are decided. */
export interface SetCall extends TaskCall {
  readonly url: string;
  readonly client: 'pooled' | 'unpooled';
}
