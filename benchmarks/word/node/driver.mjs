// The npm engines behind one shape, and one measure of one of them: the twin of ../worker.py.
// The job comes in JSON on the standard input, its figures go in JSON to the standard output.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// Each gives, from its packages, a template and values, a function that makes the document (or a promise of it).
// Templates are opened again at each document, as all of them want; what can be kept in memory is.
const ENGINES = {
  docxtemplater(require, template, values) {
    const PizZip = require("pizzip");
    const Docxtemplater = require("docxtemplater");
    const file = readFileSync(template);
    return () => {
      const document = new Docxtemplater(new PizZip(file), { paragraphLoop: true, linebreaks: true });
      document.render(values);
      return document.toBuffer();
    };
  },

  "easy-template-x"(require, template, values) {
    const { TemplateHandler } = require("easy-template-x");
    const file = readFileSync(template);
    const handler = new TemplateHandler();
    return () => handler.process(file, values);
  },

  // Without its sandbox, which its manual says costs much: its fastest setting.
  "docx-templates"(require, template, values) {
    const { createReport } = require("docx-templates");
    const file = readFileSync(template);
    return () => createReport({ template: file, data: values, cmdDelimiter: "+++", noSandbox: true });
  },

  // It only takes paths.
  carbone(require, template, values) {
    const carbone = require("carbone");
    return () =>
      new Promise((resolve, reject) => {
        carbone.render(template, values, (error, result) => (error ? reject(error) : resolve(result)));
      });
  },
};

// The most memory that the process has held, in bytes: see memory() in ../worker.py.
function peakMemory() {
  const status = "/proc/self/status";
  if (!existsSync(status)) return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(status, "ascii"))[1]) * 1024;
}

async function repeat(job) {
  const require = createRequire(join(job.packages, "package.json"));
  const values = JSON.parse(readFileSync(job.values, "utf8"));
  const render = ENGINES[job.engine](require, job.template, values);
  let content;
  for (let rank = 0; rank < job.warmup; rank += 1) content = await render();
  const wall = [];
  const cpu = [];
  for (let rank = 0; rank < job.repeats; rank += 1) {
    const before = process.cpuUsage();
    const start = performance.now();
    content = await render();
    wall.push((performance.now() - start) / 1e3);
    const spent = process.cpuUsage(before);
    cpu.push((spent.user + spent.system) / 1e6);
  }
  writeFileSync(job.output, content);
  return { wall, cpu, peak: peakMemory() };
}

const answer = await repeat(JSON.parse(readFileSync(0, "utf8")));
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
