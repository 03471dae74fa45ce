// Claims between processes. There is no memory that two Node processes share, but there is a file they have both
// open: worker and child inherit one open file, hence one position in it, and the system moves it with each read,
// atomically. The file holds a byte for every job offered; whoever reads the byte has the job.

import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Claimant, Offers } from './claims.ts';

/** Bytes are numbered modulo this; fewer jobs than that are ever on offer. */
const NUMBERS = 256;
/** Read bytes are of no use any more: their space is given back after so many, when all are read. */
const KEPT_BYTES = 1 << 20;
/** After so many the slot runs dry once, so that they can be: one that is always busy would keep them for ever. */
const MOST_BYTES = 4 << 20;

const PLACES: readonly string[] = ['/dev/shm', tmpdir()];

export class FileOffers implements Offers {
  /** To be inherited by the child. */
  readonly fd: number;
  readonly #buffer = Buffer.alloc(NUMBERS);
  #offered = 0;
  #keptFrom = 0;
  /** There was no room for what was offered last. */
  #full = false;
  #closed = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  get open(): boolean {
    return !this.#full && this.#offered - this.#keptFrom < MOST_BYTES;
  }

  offer(count: number): number {
    for (let i = 0; i < count; i++) this.#buffer[i] = (this.#offered + i) % NUMBERS;
    const written = this.#write(count);
    this.#full = written < count;
    this.#offered += written;
    return written;
  }

  // Memory that others have filled is no reason to die: without claims jobs are given one at a time.
  #write(count: number): number {
    try {
      return writeSync(this.fd, this.#buffer, 0, count, this.#offered);
    } catch {
      return 0;
    }
  }

  withdraw(): number {
    return this.#closed ? 0 : readSync(this.fd, this.#buffer, 0, NUMBERS, null);
  }

  allClaimed(): void {
    if (this.#closed || (!this.#full && this.#offered - this.#keptFrom < KEPT_BYTES)) return;
    ftruncateSync(this.fd, 0);
    this.#full = false;
    this.#keptFrom = this.#offered;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.fd);
  }
}

/** A file without a name; undefined where none can be made, and then nothing may be written ahead. */
export function openOffers(): FileOffers | undefined {
  for (const place of PLACES) {
    const fd = openNameless(place);
    if (fd !== undefined) return new FileOffers(fd);
  }
  return undefined;
}

function openNameless(place: string): number | undefined {
  try {
    const folder = mkdtempSync(join(place, 'headcount-'));
    try {
      return openSync(join(folder, 'claims'), 'wx+', 0o600);
    } finally {
      rmSync(folder, { recursive: true });
    }
  } catch {
    return undefined;
  }
}

export class FileClaimant implements Claimant {
  readonly #fd: number;
  readonly #byte = Buffer.alloc(1);
  #next = 0;
  /** The number of a later job that was claimed while looking for one that had been withdrawn. */
  #held: number | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  claim(): boolean {
    const number = this.#next++ % NUMBERS;
    if (this.#held === undefined && readSync(this.#fd, this.#byte, 0, 1, null) === 1)
      this.#held = this.#byte[0];
    if (this.#held !== number) return false;
    this.#held = undefined;
    return true;
  }
}
