import type { OwnerView, RegistryView } from "../model/report.ts";
import { counted, number } from "./text-words.ts";

/** Customers of one stranger that are named. */
const MAX_CUSTOMERS = 3;

/** What the registry of all customers knows of a stranger. */
export function knownWords({ customers, unknown }: NonNullable<OwnerView["registry"]>): string {
  if (customers.length === 0) return "unknown anywhere";
  const named = customers.slice(0, MAX_CUSTOMERS).map((customer) => `#${customer.number}`);
  const more = customers.length - named.length;
  const also = more > 0 ? ` and ${number(more)} more` : "";
  const rest = unknown === 0 ? "" : `; ${number(unknown)} of the identifiers unknown anywhere`;
  return customers.length === 1
    ? `known customer, registry owner ${named.join()}${rest}`
    : `known customers, registry owners ${named.join(", ")}${also}${rest}`;
}

/** What the registry of all customers was asked, and what of it may be chance. `isAsked`: it is known who asked for the bundle. */
export function registryWords(view: RegistryView, isAsked = true): string {
  const { requester, requesters, byRegistry, tokens, chance, coincidences } = view;
  const who =
    requester !== null
      ? `the requester is owner #${requester}`
      : requesters === 0
        ? "the requester is unknown in it"
        : `the requester's identifiers are of ${number(requesters)} customers`;
  const parts = [
    `${number(view.owners)} ${view.owners === 1 ? "customer" : "customers"}${isAsked ? `, ${who}` : ""}`,
    ...(byRegistry === 0
      ? []
      : [
          `${counted(byRegistry, "records")} ${byRegistry === 1 ? "names" : "name"} them by the registry only`,
        ]),
    `${counted(tokens, "tokens")} looked up, chance hits expected: ${chanceWords(chance)}`,
    ...(coincidences === 0
      ? []
      : [
          `${number(coincidences)} ${coincidences === 1 ? "is" : "are"} somebody's as well and ${coincidences === 1 ? "counts" : "count"} for nothing`,
        ]),
  ];
  return parts.join("; ");
}

function chanceWords(chance: number): string {
  if (chance === 0) return "0";
  return chance >= 0.01 ? chance.toFixed(2) : chance.toExponential(0);
}
