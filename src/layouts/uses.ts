import type { FieldUse, IdentifierUse } from "../model/field.ts";
import type { Kind, Role } from "../model/kinds.ts";
import type { CompiledNamespace } from "./compile.ts";
import type { FieldSpec, GroupSpec } from "./layout.ts";

type IdentifierGroup = Extract<GroupSpec, { readonly kind: unknown }>;

/** Most uses kept; a layout has a few hundred, only field names made up by hostile data exceed it. */
const MAX_USES = 16_384;

/** Makes the uses of one layout, the same object for the same meaning: the gatherer keeps its memory per use. */
export class UseTable {
  readonly layout: string;
  readonly #namespaces: ReadonlyMap<string, CompiledNamespace>;
  readonly #uses = new Map<string, FieldUse>();
  readonly #plain = new Map<string, { readonly is: string; readonly use: FieldUse }>();
  readonly #last = new Map<
    IdentifierGroup,
    { readonly namespace: string; readonly asked: Role | undefined; readonly use: IdentifierUse }
  >();

  constructor(layout: string, namespaces: readonly CompiledNamespace[]) {
    this.layout = layout;
    this.#namespaces = new Map(namespaces.map((namespace) => [namespace.name, namespace]));
  }

  /** Throws when a namespace is not declared or is of another kind. */
  check(kind: Kind | "any", names: string | readonly string[] | undefined): void {
    for (const name of namesOf(names)) {
      const namespace = this.#namespaces.get(name);
      if (namespace === undefined)
        throw new Error(`names the namespace "${name}", which "namespaces" does not declare`);
      if (namespace.kind !== kind)
        throw new Error(`is of kind "${kind}", but its namespace "${name}" is of "${namespace.kind}"`);
    }
  }

  plain(is: NonNullable<FieldSpec["is"]>, field: string): FieldUse {
    const last = this.#plain.get(field);
    if (last?.is === is) return last.use;
    const use = this.#kept(`${is} ${field}`, (): FieldUse => ({ is, field }));
    if (this.#plain.size < MAX_USES) this.#plain.set(field, { is, use });
    return use;
  }

  /** The use in the first namespace whose pattern takes the value; undefined when none does. Without namespaces: any value. */
  named(
    spec: IdentifierGroup,
    text: string,
    field: string,
    trusted: boolean,
    role?: Role,
  ): IdentifierUse | undefined {
    const names = namesOf(spec.namespace);
    if (names.length === 0) return this.unnamed(spec, field, role, trusted);
    const trimmed = text.trim();
    const name = names.find((one) => this.#namespaces.get(one)?.pattern.exec(trimmed) !== undefined);
    return name === undefined ? undefined : this.#identifier(spec, name, field, role, trusted);
  }

  /** The use where the issuer is unknown: such values are compared by shape. */
  unnamed(spec: IdentifierGroup, field: string, role?: Role, trusted = true): IdentifierUse {
    return this.#identifier(spec, "", field, role, trusted);
  }

  #identifier(
    spec: IdentifierGroup,
    namespace: string,
    field: string,
    role: Role | undefined,
    trusted: boolean,
  ): IdentifierUse {
    // A column or key asks for the same use a million times; then neither a key is built nor a map asked.
    const last = this.#last.get(spec);
    if (
      last?.namespace === namespace &&
      last.asked === role &&
      last.use.field === field &&
      last.use.trusted === trusted
    ) {
      return last.use;
    }
    const use = this.#identifierUse(spec, namespace, field, role, trusted);
    this.#last.set(spec, { namespace, asked: role, use });
    return use;
  }

  #identifierUse(
    spec: IdentifierGroup,
    namespace: string,
    field: string,
    role: Role | undefined,
    trusted: boolean,
  ): IdentifierUse {
    const actual = spec.role === "owner" ? (role ?? "owner") : spec.role;
    const attached = spec.attached === true;
    const { same, sameAs, registers, registered } = spec;
    const compared = `${same ?? ""} ${sameAs ?? ""} ${registers ?? ""} ${registered ?? ""}`;
    const key = `${spec.kind} ${namespace} ${actual} ${trusted} ${attached} ${compared} ${field}`;
    return this.#kept(key, (): IdentifierUse => {
      return {
        is: "identifier",
        field,
        kind: spec.kind,
        namespace,
        role: actual,
        layout: this.layout,
        trusted,
        ...(attached ? { attached } : {}),
        ...(same === undefined ? {} : { same }),
        ...(sameAs === undefined ? {} : { sameAs }),
        ...(registers === undefined ? {} : { registers }),
        ...(registered === undefined ? {} : { registered }),
      };
    });
  }

  #kept<T extends FieldUse>(key: string, make: () => T): T {
    const known = this.#uses.get(key);
    // The key holds everything that decides the use, so what is kept under it was made by an equal `make`.
    if (known !== undefined) return known as T;
    const made = make();
    if (this.#uses.size < MAX_USES) this.#uses.set(key, made);
    return made;
  }
}

function namesOf(names: string | readonly string[] | undefined): readonly string[] {
  if (names === undefined || names === "") return [];
  return typeof names === "string" ? [names] : names;
}
