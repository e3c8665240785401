import { describe, expect, it } from "vitest";
import { sameShape, shapeOf } from "../../src/model/shape.ts";

describe("shapes of identifiers", () => {
  it.each([
    ["A32TRBM6QOXJ5H", "A4C34GWKR5R6R"],
    ["12345678", "87654321"],
    ["9999", "10000"],
    ["anna@example.org", "b@x.de"],
    ["+491701234567", "+3312345678"],
    ["hh-5521", "HH-9999"],
    ["3f2504e0-4f89-11d3-9a0c-0305e82c3301", "00000000-4f89-11d3-9a0c-0305e82c3301"],
    ["C1001", "C999"],
    ["12/345678", "12/999999"],
    ["2019/K/00123", "2021/M/00456"],
    ["amzn1.account.AHVR7AAM7TKHMHZP33O45L6YMBNQ", "amzn1.account.AEVR7AAM7TKHMHZP33O45L6YMBN4"],
    ["@anna:home.example", "@b.c:matrix.example"],
    ["auth0|5f7c8ec7c33c6c004bbafe82", "auth0|949c8ec7c33c6c004bbafe82"],
  ])("%s and %s are alike", (a, b) => {
    expect(sameShape(shapeOf(a), shapeOf(b))).toBe(true);
  });

  it.each([
    ["A32TRBM6QOXJ5H", "12345678"],
    ["12345678", "1234"],
    ["ACC-1001", "INV-1001"],
    ["basic", "premium"],
    ["12/345678", "12.345678"],
    ["12/345678", "03/12/2018"],
    ["anna@example.org", "anna"],
    ["DE89370400440532013000", "12345678"],
    ["G090LF1181840BFC", "g090lf1181840bfd"],
    ["@anna:home.example", "anna@home.example"],
    ["auth0|5f7c8ec7c33c6c004bbafe82", "google-oauth2|103547991597142817347"],
  ])("%s and %s are not", (a, b) => {
    expect(sameShape(shapeOf(a), shapeOf(b))).toBe(false);
  });
});
