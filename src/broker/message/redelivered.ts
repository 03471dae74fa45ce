// Marks a message as delivered before, in both places where Celery looks.

import { isRecord, parseJson, recordOrEmpty } from './json-value.ts';

/** The same envelope with the marks set; what is not a readable envelope stays as it is. */
export function markRedelivered(envelope: string): string {
  try {
    const fields = parseJson(envelope, 'message');
    if (!isRecord(fields)) return envelope;
    const properties = recordOrEmpty(fields['properties'], 'properties');
    const deliveryInfo = recordOrEmpty(properties['delivery_info'], 'delivery_info');
    return JSON.stringify({
      ...fields,
      headers: { ...recordOrEmpty(fields['headers'], 'headers'), redelivered: true },
      properties: { ...properties, delivery_info: { ...deliveryInfo, redelivered: true } },
    });
  } catch {
    // Unreadable, or nested too deep to be written again: whoever takes it next will say so.
    return envelope;
  }
}
