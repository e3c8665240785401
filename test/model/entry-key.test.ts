import { describe, expect, it } from "vitest";
import { isEntryKey } from "../../src/model/entry-key.ts";

describe("a key of an object", () => {
  it.each([
    ["12", "messages"],
    ["-NxTqWzKdYtPbnRmVxLq", "messages"],
    ["-M1", "messages"],
    ["QzWdkYtPbnRmVxLqHsTf", "users"],
    ["3f2504e0-4f89-11d3-9a0c-0305e82c3301", ""],
    ["2024-03-04", "days"],
    ["o-1", "orders"],
    ["t1", "threads"],
    ["chat_1", "chats"],
    ["msg12", "messages"],
    ["ORD-2024-17", "orders"],
    ["anna@example,org", "accounts"],
  ])("is one of many where it is an identifier or a number: %s in %s", (key, parent) => {
    expect(isEntryKey(key, parent)).toBe(true);
  });

  it.each([
    ["customer", "data"],
    ["shippingAddressLines", "order"],
    ["address_1", "customer"],
    ["line2", "address"],
    ["sha256", "file"],
    ["oauth2", "settings"],
    ["2fa", "settings"],
    ["", "messages"],
  ])("is a name where people gave it: %s in %s", (key, parent) => {
    expect(isEntryKey(key, parent)).toBe(false);
  });
});
