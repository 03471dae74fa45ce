// Branded numbers: a duration is not a rate is not a size, and the compiler knows.
// The brand exists only in types; at run time these are plain numbers.

declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** A duration in milliseconds, 0 or more; may be fractional. */
export type Milliseconds = Unit<'ms'>;
/** Events a second, 0 or more. */
export type PerSecond = Unit<'per-second'>;
/** A size in bytes, 0 or more. */
export type Bytes = Unit<'bytes'>;
/** A share as a plain ratio: 0.7 is 70 %. */
export type Ratio = Unit<'ratio'>;

/** Marks a plain number as milliseconds. The caller vouches for the unit. */
export const ms = (value: number): Milliseconds => value as Milliseconds;
/** Marks a plain number as a rate per second. */
export const perSecond = (value: number): PerSecond => value as PerSecond;
/** Marks a plain number as bytes. */
export const bytes = (value: number): Bytes => value as Bytes;
/** Marks a plain number as a ratio (0.7 is 70 %). */
export const ratio = (value: number): Ratio => value as Ratio;
