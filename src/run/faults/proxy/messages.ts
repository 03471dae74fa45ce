// What the run and its delaying proxy say to each other. Both sides parse what they get.

import * as z from 'zod';

/** From the run. */
export const proxyOrderSchema = z.discriminatedUnion('order', [
  z.object({ order: z.literal('listen'), host: z.string(), port: z.number().int() }),
  z.object({ order: z.literal('delay'), byMs: z.number().nonnegative() }),
]);

/** From the proxy, one to each order. */
export const proxyAnswerSchema = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('listening'), port: z.number().int() }),
  /** Mean round-trip time added until now; null when nothing passed. */
  z.object({ answer: z.literal('delayed'), addedMs: z.number().nullable() }),
  z.object({ answer: z.literal('failed'), message: z.string() }),
]);

export type ProxyOrder = z.infer<typeof proxyOrderSchema>;
export type ProxyAnswer = z.infer<typeof proxyAnswerSchema>;
