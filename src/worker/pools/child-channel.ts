// File descriptors of a prefork child, besides stdin, stdout and stderr. Orders and reports have a socket each: the
// reports of a child that died are still there to be read when writing orders to it fails.

export const ORDERS_FD = 3;
export const REPORTS_FD = 4;
/** The file of claims; absent where none could be made, and then nothing is written ahead. */
export const CLAIMS_FD = 5;
