import { type JsonFields, refuse } from "../json-fields.ts";
import type { Template, TemplatePart } from "./template.ts";

const TYPE_IDS = { min: 0, max: 1_000_000 };

/** A template that is written out: `{ "SpecialToken": { "id": "[CLS]", "type_id": 0 } }`, `{ "Sequence": { "id": "A", "type_id": 0 } }`. */
export function readTemplateProcessing(fields: JsonFields): Template {
  return { single: readParts(fields, "single"), pair: readParts(fields, "pair") };
}

function readParts(fields: JsonFields, name: "single" | "pair"): TemplatePart[] {
  if (fields.value(name) === undefined) return [{ sequence: "A", typeId: 0 }];
  return fields.parts(name).map((part) => {
    if (part.value("SpecialToken") !== undefined) {
      const special = part.object("SpecialToken");
      return { token: special.string("id"), typeId: special.integer("type_id", TYPE_IDS, 0) };
    }
    const sequence = part.object("Sequence");
    const id = sequence.string("id");
    if (id !== "A" && !(id === "B" && name === "pair")) {
      throw refuse(sequence.at("id"), name === "pair" ? 'must be "A" or "B"' : 'must be "A"', id);
    }
    return { sequence: id, typeId: sequence.integer("type_id", TYPE_IDS, 0) };
  });
}
