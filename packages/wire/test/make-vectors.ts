// Makes protocol/vectors from the descriptors with @bufbuild/protobuf: `npm run vectors -w packages/wire`.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { protocolFolder } from "./schema.ts";
import { vectorFiles } from "./vector-cases.ts";

const folder = `${protocolFolder}vectors/`;
rmSync(folder, { recursive: true, force: true });
const files = vectorFiles();
for (const [name, text] of files) {
  mkdirSync(dirname(folder + name), { recursive: true });
  writeFileSync(folder + name, text);
}
console.log(`${files.size / 2} vectors`);
