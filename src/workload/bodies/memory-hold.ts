// Memory a task really uses: allocated outside the JavaScript heap, and written, so that the kernel has to back every
// page. What leaks by design has one owner here, so that tests can give it back.

/** Written into every byte: pages of zeros could stay unmapped. */
const FILL = 0xa5;
/** One piece of a large allocation; keeps each request to the allocator modest. */
const PIECE_BYTES = 64 * 1024 * 1024;

const leaked: Uint8Array[] = [];

/** Allocates and writes `bytes`; they live as long as the answer is held. */
export function touchedMemory(bytes: number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let left = bytes; left > 0; left -= PIECE_BYTES)
    pieces.push(new Uint8Array(Math.min(left, PIECE_BYTES)).fill(FILL));
  return pieces;
}

/** Allocates and writes `bytes` that stay for the life of the process. */
export function leakMemory(bytes: number): void {
  leaked.push(...touchedMemory(bytes));
}

/** Bytes leaked so far in this process. */
export function leakedBytes(): number {
  return leaked.reduce((sum, piece) => sum + piece.length, 0);
}

/** Lets go of everything leaked; the garbage collector returns it in its own time. */
export function releaseLeaks(): void {
  leaked.length = 0;
}
