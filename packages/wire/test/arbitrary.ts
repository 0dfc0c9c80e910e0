import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import fc from "fast-check";
import type { Plain } from "./schema.ts";

/** Any message of this type, as our codec has it; made from the descriptor, so a new field is tested unasked. */
export function arbitraryMessage(desc: DescMessage): fc.Arbitrary<Plain> {
  const fields = desc.fields.map((field) => [field.localName, arbitraryField(field)] as const);
  return fc.record(Object.fromEntries(fields));
}

function arbitraryField(field: DescField): fc.Arbitrary<unknown> {
  if (field.fieldKind === "list") return fc.array(arbitraryValue(field), { maxLength: 4 });
  // Absent and zero are the same for everything but a message.
  return field.message ? fc.option(arbitraryValue(field), { nil: undefined }) : arbitraryValue(field);
}

function arbitraryValue(field: DescField): fc.Arbitrary<unknown> {
  if (field.message) return arbitraryMessage(field.message);
  // A newer peer's numbers are among them.
  if (field.enum) return fc.nat(2 ** 31 - 1);
  switch (field.scalar) {
    case ScalarType.STRING:
      return fc.string({ unit: "binary", maxLength: 200 });
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 300 });
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.UINT32:
      return fc.integer({ min: 0, max: 2 ** 32 - 1 });
    case ScalarType.UINT64:
      return fc.maxSafeNat();
    default:
      throw new Error(`${field.name}: the protocol has no use for this type`);
  }
}

/** Logged by each random test; set LIVENAME_SEED to run one again. */
export const SEED = Number(process.env.LIVENAME_SEED ?? Date.now() % 2 ** 31);
