export {
  answerAddress,
  answerList,
  CONTROL_CHANNEL,
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
} from './control.ts';
export type {
  AnswerAddress,
  ControlAnswer,
  ControlRequest,
  DecodedAnswer,
  DecodedRequest,
  OutgoingRequest,
} from './control.ts';
export { formatCeleryDate, parseCeleryDate } from './date.ts';
export { decodeBody } from './decode-body.ts';
export { decodeEnvelope } from './decode-envelope.ts';
export { ByteWriter } from './byte-writer.ts';
export { encodeTask, taskEncoder, taskWriter } from './encode.ts';
export type { Kwargs, OutgoingTask, TaskEncoder, TaskTemplate, TaskWriter } from './encode.ts';
export { decodeEvents, encodeEvent, encodeEventList, EVENT_CHANNELS } from './event.ts';
export type { CeleryEvent, DecodedEvents, OutgoingEvents } from './event.ts';
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
export { reprArgs, reprKwargs, reprValue } from './python-repr.ts';
export { retriedEnvelope } from './retried.ts';
export { unwrapTypedValues } from './typed-values.ts';
export { markRedelivered } from './redelivered.ts';
export { withLosses } from './losses.ts';
export { beganMs, readTaskEvent } from './task-event.ts';
export type { TaskEnding, TaskEvent } from './task-event.ts';
