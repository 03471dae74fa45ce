// Answers each order with what the order says; ends, or says nothing, when it is told to.

process.on('message', (order: { readonly say?: unknown; readonly exit?: number }) => {
  if (order.exit !== undefined) process.exit(order.exit);
  if ('say' in order) process.send?.(order.say);
});
process.once('disconnect', () => process.exit(0));
