// A task's call as the result carries it: without the secrets that its URL may hold.

import type { TaskCall } from '../../workload/index.ts';

export function shownCall(call: TaskCall): TaskCall {
  if (call.url === undefined) return call;
  const url = new URL(call.url);
  url.username = '';
  url.password = '';
  return { ...call, url: url.href };
}
