import type { ScriptOrder } from './order.ts';

/** An order with made-up facts. */
export function testOrder(code: string, order: Partial<ScriptOrder> = {}): ScriptOrder {
  return {
    code,
    event: { kind: 'start' },
    memory: null,
    call: {
      fromNumber: '+221770000001',
      toNumber: '*123#',
      sessionId: '100000000000000001',
      network: '60801',
      startedAt: Date.UTC(2026, 10, 22, 5),
    },
    accountId: 1,
    appId: 7,
    project: { name: 'Relief' },
    service: { name: 'Menu' },
    deadlineMs: 10_000,
    ...order,
  };
}
