// A schema as ajv takes it with its usual settings, strict ones, and what it says of each document given on the input.
import Ajv2020 from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";

const { schema, documents } = JSON.parse(readFileSync(0));
const told = [];
const note = (...words) => told.push(words.join(" "));
const ajv = new Ajv2020({
  allErrors: true,
  allowUnionTypes: true, // a value, or nothing
  formats: { date: true, email: true },
  logger: { log: note, warn: note, error: note },
});
const validate = ajv.compile(schema);
const faults = documents.map((one) => (validate(one) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`)));
console.log(JSON.stringify({ told, faults }));
