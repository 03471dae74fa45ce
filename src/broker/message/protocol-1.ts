// Messages of clients older than Celery 4: no task header, everything lies in the body. Their fields
// are lifted into protocol 2 headers, so that there is one reader for both.

import { parseBody } from './decode-body.ts';
import type { EncodedBody } from './header.ts';
import { isList, isRecord, Refusal, type JsonRecord } from './json-value.ts';
import { reprArgs, reprKwargs } from './python-repr.ts';

/** Bodies above this are not opened just to find the task's name. */
const MAX_LEGACY_BODY_LENGTH = 1024 * 1024;

/** The headers a protocol 2 sender would have written. Throws Refusal when it is no task at all. */
export function legacyHeaders(headers: JsonRecord, body: EncodedBody): JsonRecord {
  if (body.text.length > MAX_LEGACY_BODY_LENGTH) {
    throw new Refusal(`protocol 1 body is longer than ${MAX_LEGACY_BODY_LENGTH} characters`);
  }
  const fields = parseBody(body);
  if (!isRecord(fields)) throw new Refusal('message has neither a task header nor a protocol 1 body');
  return {
    ...headers,
    id: fields['id'],
    task: fields['task'],
    retries: fields['retries'],
    eta: fields['eta'],
    expires: fields['expires'],
    timelimit: fields['timelimit'],
    group: fields['taskset'],
    argsrepr: isList(fields['args']) ? reprArgs(fields['args']) : '()',
    kwargsrepr: isRecord(fields['kwargs']) ? reprKwargs(fields['kwargs']) : '{}',
  };
}
