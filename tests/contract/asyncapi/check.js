// `node check.js < document.json`: what the official parser finds, one line each; exits with 1 at an error.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(0, "utf8"));
const words = ["error", "warning", "information", "hint"];
for (const found of diagnostics) {
  console.log(`${words[found.severity]}: ${found.code} at ${found.path.join("/")}: ${found.message}`);
}
process.exit(document && diagnostics.every((found) => found.severity > 0) ? 0 : 1);
