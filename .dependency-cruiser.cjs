// The direction rules of docs/architecture.md. `npm run lint` proves them; packages/e2e/test/directions.test.ts
// proves that each rule fails on an import that breaks it.

const code = "^packages/[^/]+/src/";
const tests = "[.]test[.]ts$";
/** Of a package as source, as built, or by its name. */
const of = (name) => `^(packages|node_modules/@livename|@livename)/${name}(/|$)`;
const features = "presence|place|conversation|directory|privacy|contact|alert|attribute";
/** Where features stand: below `features/` in the server, at the top of the client. */
const inFeatures = `^packages/(server/src/features|client/src)/(${features})/`;

/** The server's floors, the lowest first. A floor knows itself and those below. */
const serverFloors = [
  "text|time",
  "process",
  "kernel",
  "bus|file|photo|search|signed-address",
  "store",
  "people",
  "identity",
  "house",
  "features",
  "edge|session|http|control|options",
];
const floorsAbove = (index) => `^packages/server/src/(${serverFloors.slice(index + 1).join("|")})/`;

/** What elements share. Every other folder of packages/elements/src, but the page's, is an element. */
const floors =
  "alert|attention|avatar|card|controllers|define|dom|events|field|locales|named|overlay|picker|provider|status|theme";
const pages = "mark|scan|drop-in|debug";
const inElements = "^packages/elements/src/";
const floor = `${inElements}(${floors})/`;
const page = `${inElements}((${pages})/|[^/]+$)`;
/** An element's class, which stands in the file of its folder's name; and how a chat is opened. */
const doors = [
  `${inElements}(?<element>live-[a-z]+)/\\k<element>[.]ts$`,
  `${inElements}sign-in/live-sign-in[.]ts$`,
  `${inElements}live-dock/open-chat[.]ts$`,
];

const never = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    never(
      "no-cycles",
      "Two files that import each other are one file, or three.",
      { path: code },
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    never(
      "no-type-cycles",
      "Types carry knowledge too: a type that two files need belongs to a third one, which imports neither.",
      { path: code, pathNot: "^packages/e2e/src/" },
      { circular: true },
    ),
    never(
      "resolvable",
      "An import leads to something.",
      { path: code },
      { couldNotResolve: true, dependencyTypesNot: ["npm-optional"] },
    ),
    never(
      "wire-alone",
      "wire knows the protocol and nothing above it.",
      { path: of("wire") },
      {
        path: of("(client|elements|server|livename|testkit|e2e)"),
      },
    ),
    never(
      "client-on-wire",
      "client stands on wire alone.",
      { path: `^packages/client/src/`, pathNot: tests },
      {
        path: of("(elements|server|livename|testkit|e2e)"),
      },
    ),
    never(
      "elements-on-client",
      "elements stand on client alone, not on the wire.",
      { path: `^packages/elements/src/`, pathNot: tests },
      {
        path: of("(wire|server|livename|testkit|e2e)"),
      },
    ),
    never(
      "server-on-wire",
      "server stands on wire alone and never sees a client.",
      { path: `^packages/server/src/`, pathNot: tests },
      {
        path: of("(client|elements|livename|testkit|e2e)"),
      },
    ),
    never(
      "command-on-server",
      "The command stands on the server.",
      { path: `^packages/livename/(src|bin)/`, pathNot: tests },
      {
        path: of("(client|elements|testkit|e2e)"),
      },
    ),
    never(
      "testkit-sees",
      "testkit sees wire, client and server.",
      { path: `^packages/testkit/src/`, pathNot: tests },
      {
        path: of("(elements|livename|e2e)"),
      },
    ),
    never(
      "nobody-on-e2e",
      "Nothing stands on the end-to-end tests.",
      { path: "^packages/", pathNot: "^packages/e2e/" },
      {
        path: of("e2e"),
      },
    ),
    never(
      "features-by-door",
      "A feature reaches its sibling through the sibling's door, index.ts.",
      { path: inFeatures, pathNot: tests },
      { path: inFeatures, pathNot: ["^packages/$1/$2/", `${inFeatures}index[.]ts$`] },
    ),
    never(
      "features-by-list",
      "The edge, sessions, metrics and the composition root know no feature: features.ts lists them.",
      { path: "^packages/server/src/((edge|house|http|kernel|session)/|server[.]ts$)", pathNot: tests },
      { path: "^packages/server/src/features/" },
    ),
    ...serverFloors
      .slice(0, -1)
      .map((floor, index) =>
        never(
          `server-floor-${floor.replaceAll("|", "-")}`,
          "A floor of the server knows itself and those below.",
          { path: `^packages/server/src/(${floor})/`, pathNot: tests },
          { path: floorsAbove(index) },
        ),
      ),
    never(
      "floors-without-elements",
      "What elements share knows none of them, and no page.",
      { path: floor },
      { path: inElements, pathNot: floor },
    ),
    never(
      "elements-by-door",
      "An element is used through its class; the rest of its folder is its own.",
      { path: `${inElements}([^/]+)`, pathNot: tests },
      { path: inElements, pathNot: [floor, page, `${inElements}$1/`, ...doors] },
    ),
    never(
      "elements-without-page",
      "An element knows nothing of the page's marks, of the drop-in, or of the package's own door.",
      { path: inElements, pathNot: [floor, page] },
      { path: page },
    ),
    never(
      "marks-without-drop-in",
      "Marks and the scan work without the drop-in, for pages that take the package.",
      { path: `${inElements}(mark|scan)/` },
      { path: page, pathNot: `${inElements}(mark|scan)/` },
    ),
    never(
      "client-features-in-one-list",
      "The client's root, link, session and kernel know no feature: features.ts lists them, and index.ts is the door.",
      {
        path: "^packages/client/src/((link|session|kernel|transport)/|[^/]+$)",
        pathNot: "/src/(features|index)[.]ts$",
      },
      { path: `^packages/client/src/(${features})/` },
    ),
    never(
      "protobufjs-in-wire",
      "protobufjs lives in packages/wire and nowhere else.",
      { path: "^packages/", pathNot: "^packages/wire/" },
      {
        path: "(^|/)node_modules/(@protobufjs|protobufjs|protobufjs-cli)(/|$)|^(protobufjs|@protobufjs)(/|$)",
      },
    ),
    never(
      "no-tests-in-code",
      "Code that ships imports no test.",
      { path: code, pathNot: [tests, "[.]contract[.]ts$", "/contract[.]ts$"] },
      {
        path: `${tests}|^packages/[^/]+/test/|^vitest$|node_modules/vitest/`,
      },
    ),
    never(
      "browser-code-without-node",
      "What a browser loads uses nothing of Node.",
      { path: `^packages/(wire|elements)/src/`, pathNot: tests },
      {
        dependencyTypes: ["core"],
      },
    ),
  ],
  options: {
    doNotFollow: { path: ["node_modules", "/dist/", "/gen/", "^packages/[^/]+/web/"] },
    // Types carry knowledge as well as code does: `import type` obeys the rules too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
