import type { StrongKind } from "../../model/kinds.ts";
import { HASH_NAMES, type Subject, type SubjectIdentifier } from "../../model/subject.ts";
import { complaint, shown } from "../../policy/complaint.ts";
import { scalarOf } from "../../policy/yaml-fields.ts";
import type { YamlMap, YamlValue } from "../../policy/yaml-file.ts";
import { hashedIdentifier, toldIdentifier } from "./told.ts";

/** Kinds of identities (OpenDSR specification, *Subject Identities*); advertising ids are a device's. */
const TYPES: Readonly<Record<string, StrongKind>> = {
  controller_customer_id: "account",
  email: "email",
  email_address: "email",
  phone: "phone",
  phone_number: "phone",
  mobile_device_id: "device",
  android_advertising_id: "device",
  android_id: "device",
  fire_advertising_id: "device",
  ios_advertising_id: "device",
  ios_vendor_id: "device",
  microsoft_advertising_id: "device",
  microsoft_publisher_id: "device",
  roku_publisher_id: "device",
  roku_advertising_id: "device",
};

/** Whether a map is a request of OpenDSR (OpenGDPR). */
export function isOpenDsr(map: YamlMap): boolean {
  return map.entries.some(({ key }) => key === "subject_identities");
}

/** Reads who asked from a request of OpenDSR. Throws `CannotRun` with the file and the line. */
export function subjectFromOpenDsr(map: YamlMap, fileName: string): Subject {
  const at = (name: string): YamlValue | undefined => map.entries.find(({ key }) => key === name)?.value;
  const identities = at("subject_identities");
  if (identities?.is !== "list")
    throw complaint(fileName, identities?.line, '"subject_identities" must be a list');
  const ref = at("subject_request_id");
  return {
    ref: ref === undefined ? "" : scalarOf(fileName, ref, '"subject_request_id"'),
    identifiers: identities.items.map((item) => identityOf(fileName, item)),
    none: [],
    names: [],
  };
}

function identityOf(fileName: string, item: YamlValue): SubjectIdentifier {
  const fieldOf = (name: string): string => {
    const value = item.is === "map" ? item.entries.find(({ key }) => key === name)?.value : undefined;
    if (value === undefined) throw complaint(fileName, item.line, `this identity has no "${name}"`);
    return scalarOf(fileName, value, `"${name}"`);
  };
  const type = fieldOf("identity_type");
  const kind = TYPES[type];
  if (kind === undefined)
    throw complaint(fileName, item.line, `${shown(type)} is no "identity_type" that is known`);
  const format = fieldOf("identity_format");
  const hash = HASH_NAMES.find((name) => name === format);
  if (hash === undefined && format !== "raw")
    throw complaint(
      fileName,
      item.line,
      `"identity_format" must be raw, ${HASH_NAMES.join(", ")}, not ${shown(format)}`,
    );
  const value = fieldOf("identity_value");
  const told = hash === undefined ? toldIdentifier(kind, value) : hashedIdentifier(kind, hash, value);
  if ("problem" in told) throw complaint(fileName, item.line, `"identity_value": ${told.problem}`);
  return told.identifier;
}
