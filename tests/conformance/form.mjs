// A form that a generator makes of the schema of a dossier, with no setting of ours: what it gives is noted on the page.
import Form from "@rjsf/core";
import { customizeValidator } from "@rjsf/validator-ajv8";
import Ajv2020 from "ajv/dist/2020.js";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const { schema, dossier } = JSON.parse(document.getElementById("donnees").textContent);
const page = document.documentElement;
const note = (name) => (value) => page.setAttribute(name, JSON.stringify(value));

createRoot(document.getElementById("formulaire")).render(
  createElement(Form, {
    schema,
    formData: dossier,
    validator: customizeValidator({ AjvClass: Ajv2020 }),
    noHtml5Validate: true,
    omitExtraData: true,
    experimental_defaultFormStateBehavior: { emptyObjectFields: "skipDefaults" },
    onSubmit: ({ formData }) => note("data-dossier")(formData),
    onError: (errors) => note("data-fautes")(errors.map((error) => error.property)),
  }),
);

// What a person does: type in a field, and send.
window.type = (id, value) => {
  const field = document.getElementById(id);
  const kind = { TEXTAREA: HTMLTextAreaElement, SELECT: HTMLSelectElement }[field.tagName] ?? HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, value);
  field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
};
window.choose = (id, label) => {
  const option = [...document.getElementById(id).options].find((one) => one.text === label);
  window.type(id, option.value);
};
window.send = () => document.querySelector("button[type=submit]").click();
