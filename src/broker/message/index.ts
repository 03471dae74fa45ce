export { formatCeleryDate, parseCeleryDate } from './date.ts';
export { decodeBody } from './decode-body.ts';
export { decodeEnvelope } from './decode-envelope.ts';
export { encodeTask, taskEncoder } from './encode.ts';
export type { OutgoingTask, TaskEncoder, TaskTemplate } from './encode.ts';
export { EMPTY_EMBED } from './header.ts';
export type {
  DecodedBody,
  DecodedEnvelope,
  EncodedBody,
  EncodedSignature,
  Malformed,
  TaskEmbed,
  TaskHeader,
  TimeLimitSec,
} from './header.ts';
export { reprArgs, reprKwargs } from './python-repr.ts';
export { markRedelivered } from './redelivered.ts';
