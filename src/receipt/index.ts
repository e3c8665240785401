export { envelopeOf } from "./bundle.ts";
export type { Demands } from "./demands.ts";
export { signingKey, verifyingKey, type ReceiptKey } from "./keys.ts";
export { beginReceipt, type PendingReceipt, type ReceiptOptions } from "./make-receipt.ts";
export { firstReleases } from "./released.ts";
export { subjectKey } from "./subject-digest.ts";
export { verifyReceipt, type Verification } from "./verify-receipt.ts";

/** The JSON Schema of what a receipt says: the predicate of its statement. */
export async function receiptSchema(): Promise<object> {
  const { default: schema } = await import("./receipt.schema.json", { with: { type: "json" } });
  return schema;
}
