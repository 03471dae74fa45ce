// Every script by name. The embedded broker has a twin in TypeScript for each of them.

import { ACK } from './ack.ts';
import { CHORD_PART } from './chord-part.ts';
import { CLAIMS_WITH_ID } from './claims-with-id.ts';
import { DEPTH } from './depth.ts';
import { EMPTY_INBOX } from './empty-inbox.ts';
import { PURGE } from './purge.ts';
import { PUT_BACK } from './put-back.ts';
import { REGISTER } from './register.ts';
import { RELEASE_LOCK } from './release-lock.ts';
import { RESERVE } from './reserve.ts';
import type { Script } from './script.ts';
import { STORE_RESULTS } from './store-results.ts';
import { WAITING_WITH_ID } from './waiting-with-id.ts';

export {
  ACK,
  CHORD_PART,
  CLAIMS_WITH_ID,
  DEPTH,
  EMPTY_INBOX,
  PURGE,
  PUT_BACK,
  REGISTER,
  RELEASE_LOCK,
  RESERVE,
  STORE_RESULTS,
  WAITING_WITH_ID,
};
export type { Script };

export const SCRIPTS = [
  RESERVE,
  ACK,
  PUT_BACK,
  STORE_RESULTS,
  CHORD_PART,
  DEPTH,
  PURGE,
  WAITING_WITH_ID,
  CLAIMS_WITH_ID,
  REGISTER,
  EMPTY_INBOX,
  RELEASE_LOCK,
] as const;
export type ScriptName = (typeof SCRIPTS)[number]['name'];
