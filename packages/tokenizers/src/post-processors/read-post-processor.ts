import { type JsonFields, type Reader, readByType, refuse } from "../json-fields.ts";
import { readBertProcessing, readRobertaProcessing } from "./bert-processing.ts";
import { around, PLAIN, type Template } from "./template.ts";
import { readTemplateProcessing } from "./template-processing.ts";

const READERS: { readonly [type: string]: Reader<Template> } = {
  TemplateProcessing: readTemplateProcessing,
  BertProcessing: readBertProcessing,
  RobertaProcessing: readRobertaProcessing,
  ByteLevel: (fields) => ({ ...PLAIN, trimOffsets: fields.boolean("trim_offsets", true) }),
  Sequence: readSequence,
};

/** The post-processor that a tokenizer's JSON describes. */
export function readPostProcessor(fields: JsonFields): Template {
  return readByType(fields, "post-processor", READERS);
}

function readSequence(fields: JsonFields): Template {
  return fields
    .parts("processors")
    .map(readPostProcessor)
    .reduce((inner, outer) => {
      const both = around(inner, outer);
      if (both === undefined)
        throw refuse(fields.at("processors"), "must not put too many tokens around a text", "more");
      return both;
    }, PLAIN);
}
