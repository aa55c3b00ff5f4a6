import { type JsonFields, type Reader, readByType } from "../json-fields.ts";
import { readBertProcessing, readRobertaProcessing } from "./bert-processing.ts";
import { around, PLAIN, type Template } from "./template.ts";
import { readTemplateProcessing } from "./template-processing.ts";

const READERS: { readonly [type: string]: Reader<Template> } = {
  TemplateProcessing: readTemplateProcessing,
  BertProcessing: readBertProcessing,
  RobertaProcessing: readRobertaProcessing,
  ByteLevel: () => PLAIN,
  Sequence: (fields) => fields.parts("processors").map(readPostProcessor).reduce(around, PLAIN),
};

/** The post-processor that a tokenizer's JSON describes. */
export function readPostProcessor(fields: JsonFields): Template {
  return readByType(fields, "post-processor", READERS);
}
