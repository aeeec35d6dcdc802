// node_modules/@actions/core/lib/command.js
import * as os from "os";

// node_modules/@actions/core/lib/utils.js
function toCommandValue(input) {
  if (input === null || input === void 0) {
    return "";
  } else if (typeof input === "string" || input instanceof String) {
    return input;
  }
  return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
  if (!Object.keys(annotationProperties).length) {
    return {};
  }
  return {
    title: annotationProperties.title,
    file: annotationProperties.file,
    line: annotationProperties.startLine,
    endLine: annotationProperties.endLine,
    col: annotationProperties.startColumn,
    endColumn: annotationProperties.endColumn
  };
}

// node_modules/@actions/core/lib/command.js
function issueCommand(command, properties, message) {
  const cmd = new Command(command, properties, message);
  process.stdout.write(cmd.toString() + os.EOL);
}
function issue(name, message = "") {
  issueCommand(name, {}, message);
}
var CMD_STRING = "::";
var Command = class {
  constructor(command, properties, message) {
    if (!command) {
      command = "missing.command";
    }
    this.command = command;
    this.properties = properties;
    this.message = message;
  }
  toString() {
    let cmdStr = CMD_STRING + this.command;
    if (this.properties && Object.keys(this.properties).length > 0) {
      cmdStr += " ";
      let first = true;
      for (const key in this.properties) {
        if (this.properties.hasOwnProperty(key)) {
          const val = this.properties[key];
          if (val) {
            if (first) {
              first = false;
            } else {
              cmdStr += ",";
            }
            cmdStr += `${key}=${escapeProperty(val)}`;
          }
        }
      }
    }
    cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
    return cmdStr;
  }
};
function escapeData(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}

// node_modules/@actions/core/lib/file-command.js
import * as crypto from "crypto";
import * as fs from "fs";
import * as os2 from "os";
function issueFileCommand(command, message) {
  const filePath = process.env[`GITHUB_${command}`];
  if (!filePath) {
    throw new Error(`Unable to find environment variable for file command ${command}`);
  }
  if (!fs.existsSync(filePath)) {
    throw new Error(`Missing file at path: ${filePath}`);
  }
  fs.appendFileSync(filePath, `${toCommandValue(message)}${os2.EOL}`, {
    encoding: "utf8"
  });
}
function prepareKeyValueMessage(key, value) {
  const delimiter2 = `ghadelimiter_${crypto.randomUUID()}`;
  const convertedValue = toCommandValue(value);
  if (key.includes(delimiter2)) {
    throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter2}"`);
  }
  if (convertedValue.includes(delimiter2)) {
    throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter2}"`);
  }
  return `${key}<<${delimiter2}${os2.EOL}${convertedValue}${os2.EOL}${delimiter2}`;
}

// node_modules/@actions/core/lib/core.js
import * as os3 from "os";
var ExitCode;
(function(ExitCode2) {
  ExitCode2[ExitCode2["Success"] = 0] = "Success";
  ExitCode2[ExitCode2["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function setSecret(secret) {
  issueCommand("add-mask", {}, secret);
}
function getInput(name, options) {
  const val = process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] || "";
  if (options && options.required && !val) {
    throw new Error(`Input required and not supplied: ${name}`);
  }
  if (options && options.trimWhitespace === false) {
    return val;
  }
  return val.trim();
}
function setOutput(name, value) {
  const filePath = process.env["GITHUB_OUTPUT"] || "";
  if (filePath) {
    return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
  }
  process.stdout.write(os3.EOL);
  issueCommand("set-output", { name }, toCommandValue(value));
}
function error(message, properties = {}) {
  issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
  issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function notice(message, properties = {}) {
  issueCommand("notice", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function info(message) {
  process.stdout.write(message + os3.EOL);
}
function startGroup(name) {
  issue("group", name);
}
function endGroup() {
  issue("endgroup");
}
function saveState(name, value) {
  const filePath = process.env["GITHUB_STATE"] || "";
  if (filePath) {
    return issueFileCommand("STATE", prepareKeyValueMessage(name, value));
  }
  issueCommand("save-state", { name }, toCommandValue(value));
}
function getState(name) {
  return process.env[`STATE_${name}`] || "";
}

// src/action/files.ts
import { appendFileSync as appendFileSync2, writeFileSync } from "node:fs";
import { join } from "node:path";
function leaveFiles(folder, { story, outcome, summary: summary2 }, hide) {
  const write = (name, text) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const sql = outcome.revisions.filter((told) => told.sql.length > 0);
  const calls = story.calls.map(({ args, exitCode, document, error: error2 }) => ({ args, exitCode, document, error: error2 }));
  return {
    summary: write("summary.md", hide(summary2)),
    report: write("report.json", hide(`${JSON.stringify({ ...outcome, notes: story.notes, calls }, null, 2)}
`)),
    sql: story.scriptFile ?? (sql.length === 0 ? null : write("upgrade.sql", hide(sql.map(scriptOf).join("\n"))))
  };
}
function scriptOf({ revision, message, sql }) {
  return `-- ${revision} ${message}
${sql.map((statement) => `${statement.replace(/;\s*$/, "")};
`).join("")}`;
}
function appendSummary(file, text) {
  if (!file) return false;
  appendFileSync2(file, text);
  return true;
}

// src/action/grounds.ts
import { tmpdir } from "node:os";
import { resolve as resolve2 } from "node:path";
import { fileURLToPath } from "node:url";

// src/action/database.ts
import { createHash } from "node:crypto";
import { existsSync as existsSync2, readFileSync } from "node:fs";
import { join as join2, relative, resolve } from "node:path";
function databaseOf({ url, environment, workspace, temporary, directory }) {
  if (url !== "") return { WINDLASS_URL: url, DATABASE_URL: url, DATABASE_URL_FILE: "" };
  const { WINDLASS_URL, DATABASE_URL, DATABASE_URL_FILE } = environment;
  if (WINDLASS_URL || DATABASE_URL || DATABASE_URL_FILE) return {};
  const name = createHash("sha256").update(relative(workspace, resolve(workspace, directory))).digest("hex").slice(0, 8);
  const file = `sqlite:${join2(temporary, `windlass-${name}.db`)}`;
  return { WINDLASS_URL: file, DATABASE_URL: file };
}
function mountedUrl({ DATABASE_URL_FILE: file = "" }, directory) {
  if (file === "") return "";
  const path4 = resolve(directory, file);
  return existsSync2(path4) ? readFileSync(path4, "utf8").trim() : "";
}

// src/action/secrets.ts
var SHORTEST = 4;
var WORDS = new Set(
  `postgres postgresql sqlite sqlite3 password passwd secret admin administrator root test tests testing user users username guest example changeme
  default local localhost database main master runner migrations migrate migration public windlass sequelize true false null none github actions
  pass1234 1234 12345 123456 developer development production staging service`.split(/\s+/)
);
function secretsOf(url) {
  const given = url.trim();
  if (given === "" || /^sqlite3?:/i.test(given)) return [];
  const { user, password, others, more } = partsOf(given);
  const open2 = new Set([user, ...others].flatMap((text) => [text, decoded(text)]));
  const passwords = [password, ...more].flatMap(formsOf).filter((text) => isSecret(text) && !open2.has(text));
  const whole = password === "" && more.length === 0 && given.includes("://") ? [] : [given];
  return [.../* @__PURE__ */ new Set([...whole.filter((text) => isSecret(text)), ...passwords])];
}
function urlsIn(environment) {
  return Object.values(environment).flatMap(
    (value) => /^\s*postgres(?:ql)?:\/\//i.test(value ?? "") ? [value ?? ""] : []
  );
}
var isSecret = (text) => text.length >= SHORTEST && !WORDS.has(text.toLowerCase());
function partsOf(url) {
  const rest = /^[a-z][a-z0-9+.-]*:\/\/(.*)$/is.exec(url)?.[1];
  if (rest === void 0) return { user: "", password: url, others: [], more: [] };
  const at = rest.lastIndexOf("@");
  const account = at < 0 ? "" : rest.slice(0, at);
  const [place = "", query = ""] = rest.slice(at + 1).split("?", 2);
  const colon = account.indexOf(":");
  const [, host = "", database = ""] = /^([^:/]*)(?::\d+)?\/?(.*)$/s.exec(place) ?? [];
  return {
    user: colon < 0 ? account : account.slice(0, colon),
    password: colon < 0 ? "" : account.slice(colon + 1),
    others: [host, database],
    more: [...query.matchAll(/(?:^|&)(?:ssl)?password=([^&]*)/gi)].map(([, value = ""]) => value)
  };
}
function formsOf(password) {
  if (password === "") return [];
  const plain = decoded(password);
  const inJson = (text) => JSON.stringify(text).slice(1, -1);
  return [.../* @__PURE__ */ new Set([password, plain, encodeURIComponent(plain), inJson(plain), inJson(password)])];
}
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// src/action/grounds.ts
var OF_THE_ACTION = /^(?:INPUT_|STATE_|ACTIONS_|GITHUB_(?:OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$)/;
function grounds() {
  const environment = process.env;
  const { GITHUB_WORKSPACE: workspace = process.cwd(), RUNNER_TEMP: temporary = tmpdir() } = environment;
  const url = getInput("database-url");
  const directory = getInput("working-directory");
  const urls = [url, ...urlsIn(environment), mountedUrl(environment, resolve2(workspace, directory))];
  const secrets = [...new Set(urls.flatMap(secretsOf))].toSorted((one, other) => other.length - one.length);
  for (const secret of secrets) setSecret(secret);
  const own = Object.entries(environment).filter(([name, value]) => value !== void 0 && !OF_THE_ACTION.test(name));
  const database = databaseOf({ url, environment, workspace, temporary, directory });
  return {
    workspace,
    temporary,
    secrets,
    unnamed: url === "" && database.WINDLASS_URL !== void 0,
    summaryFile: environment.GITHUB_STEP_SUMMARY,
    environment: { ...Object.fromEntries(own), ...database }
  };
}
var BUNDLED = fileURLToPath(new URL("./cli.js", import.meta.url));

// src/action/inputs.ts
import { existsSync as existsSync3, statSync } from "node:fs";
import { resolve as resolve3 } from "node:path";

// src/errors.ts
var EXIT_CODES = {
  DRIFT: 1,
  PENDING: 1,
  LINT: 1,
  VERIFY: 1,
  UNHEALTHY: 1,
  USAGE: 2,
  CONFIG_INVALID: 2,
  CONFIG_NOT_FOUND: 2,
  UNKNOWN_TARGET: 2,
  CYCLE: 3,
  MISSING_PARENT: 3,
  DUPLICATE_ID: 3,
  MULTIPLE_HEADS: 3,
  EDITED_AFTER_APPLY: 3,
  UNKNOWN_APPLIED: 3,
  UNREACHABLE: 4,
  AUTH: 4,
  LOCKED: 5,
  STEP_FAILED: 6,
  STEP_FAILED_PARTIAL: 6,
  IRREVERSIBLE: 6,
  UNSUPPORTED: 7,
  INTERNAL: 70,
  INTERRUPTED: 130
};
var MigratorError = class extends Error {
  remedy;
  /** The place in the user's files that the message names; null where it names none. */
  place;
  constructor(message, remedy, { place = null, ...options } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.remedy = remedy;
    this.place = place;
  }
  get exitCode() {
    return EXIT_CODES[this.code];
  }
};
function isMigratorError(value) {
  const { code, remedy } = value ?? {};
  return value instanceof Error && typeof remedy === "string" && String(code) in EXIT_CODES;
}
var Usage = class extends MigratorError {
  code = "USAGE";
};
var ConfigInvalid = class extends MigratorError {
  code = "CONFIG_INVALID";
};
var Unsupported = class extends MigratorError {
  code = "UNSUPPORTED";
};
var Internal = class extends MigratorError {
  code = "INTERNAL";
};
function sentenceOf(thrown) {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return `something that is no error: ${Object.prototype.toString.call(thrown)}`;
  }
}

// src/action/inputs.ts
var COMMANDS = ["round-trip", "upgrade", "downgrade", "verify", "check", "status", "seed", "sql"];
var FAIL_ON = [
  "residue",
  "data-loss",
  "rows",
  "seed",
  "drift",
  "pending",
  "irreversible",
  "ahead",
  "warning"
];
var DEFAULT_FAIL_ON = 6;
var MOST_ANNOTATIONS = 10;
function readInputs(read, workspace) {
  const one = (name, allowed) => oneOf(name, read(name), allowed);
  const steps = read("steps");
  const target = read("target");
  if (steps !== "" && target !== "")
    throw new Usage(`target "${target}" and steps "${steps}" both say where to go`, "leave one of them out");
  const option = target.split(/\s+/).find((part) => /^-(?!\d+$)/.test(part));
  if (option !== void 0)
    throw new Usage(
      `the input target is "${target}", and "${option}" is no target`,
      "name a revision, head, heads, base, +1 or -1"
    );
  return {
    command: one("command", COMMANDS),
    directory: directoryOf(read("working-directory"), workspace),
    config: read("config") || null,
    target: target || null,
    steps: steps === "" ? null : wholeNumber("steps", steps, 1, Number.MAX_SAFE_INTEGER),
    roundTrip: one("round-trip", ["last", "new", "every"]),
    seed: one("seed", ["true", "false"]) === "true",
    check: one("check", ["true", "models", "database", "false"]),
    waitTimeout: read("wait-timeout") || "60s",
    lockTimeout: read("lock-timeout") || "5m",
    summary: one("summary", ["always", "failure", "never"]),
    maxAnnotations: wholeNumber(
      "max-annotations",
      read("max-annotations") || String(MOST_ANNOTATIONS),
      0,
      MOST_ANNOTATIONS
    ),
    failOn: failOnOf(read("fail-on"))
  };
}
function commandOf(name) {
  return COMMANDS.find((command) => command === name) ?? COMMANDS[0];
}
function oneOf(name, given, allowed) {
  const found = given === "" ? allowed[0] : allowed.find((value) => value === given);
  if (found !== void 0) return found;
  throw new Usage(
    `the input ${name} is "${given}"`,
    `it may be ${allowed.join(", ")}${name === "fail-on" ? ", or none alone" : ""}`
  );
}
function wholeNumber(name, given, least, most) {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw new Usage(`the input ${name} is "${given}"`, `it may be a whole number ${range}`);
}
function directoryOf(given, workspace) {
  const directory = resolve3(workspace, given);
  if (existsSync3(directory) && statSync(directory).isDirectory()) return directory;
  throw new Usage(
    `the working-directory "${given}" ${existsSync3(directory) ? "is no folder" : "does not exist"}`,
    "name a folder of the repository, and check it out first: uses: actions/checkout"
  );
}
function failOnOf(given) {
  const names = given.split(/[\s,]+/).filter((name) => name !== "");
  if (names.length === 0) return new Set(FAIL_ON.slice(0, DEFAULT_FAIL_ON));
  if (names.length === 1 && names[0] === "none") return /* @__PURE__ */ new Set();
  return new Set(names.map((name) => oneOf("fail-on", name, [...FAIL_ON])));
}

// src/action/command-line.ts
import { randomUUID as randomUUID2 } from "node:crypto";

// src/reporters/pretty.ts
import { styleText } from "node:util";

// src/reporters/seldom.ts
var EVERY_MS = 3e3;
function seldom() {
  let shownMs = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.kind !== "progress") return true;
    const now = performance.now();
    if (now - shownMs < EVERY_MS) return false;
    shownMs = now;
    return true;
  };
}

// src/reporters/pretty.ts
var SYMBOL = { applied: "✓", reverted: "↩", elsewhere: "=", tried: "·" };
var MANNER = { each: "", all: " in one transaction", "dry run": ", dry run: nothing is kept" };
function prettyReporter(write, options) {
  const paint = (style, text) => options.colour ? styleText(style, text, { validateStream: false }) : text;
  const ran = /* @__PURE__ */ new Set();
  const due = seldom();
  return {
    report(event) {
      if (!due(event)) return;
      if (event.kind === "step-ran") ran.add(event.revision);
      const shown = event.kind === "step-finished" && ran.has(event.revision);
      const line = shown ? committed(event, paint) : lineOf(event, paint, options.verbose);
      if (line !== null) write(`${line}
`);
    }
  };
}
function lineOf(event, paint, verbose) {
  switch (event.kind) {
    case "run-planned":
      return `${event.direction === "up" ? "upgrade" : "downgrade"}: ${event.revisions.length} step${event.revisions.length === 1 ? "" : "s"}${MANNER[event.manner]}`;
    case "seeds-planned":
      return `${event.direction === "up" ? "seed" : "undo"}: ${event.seeds.length} seed${event.seeds.length === 1 ? "" : "s"}${MANNER[event.manner]}`;
    case "step-started":
      return verbose ? paint("dim", `  ${counter(event)} ${event.revision} ${event.message} …`) : null;
    case "step-ran":
      return paint("dim", `  ${counter(event)} · ${event.revision} ${event.message} ${event.durationMs} ms`);
    case "step-finished": {
      const where = event.outcome === "elsewhere" ? " (done by another process)" : ` ${paint("dim", `${event.durationMs} ms`)}`;
      return `  ${counter(event)} ${paint("green", SYMBOL[event.outcome])} ${event.revision} ${event.message}${where}`;
    }
    case "step-failed":
      return `  ${paint("red", "✗")} ${event.revision} after ${event.durationMs} ms`;
    case "statement":
      return verbose ? paint("dim", `      ${event.sql}`) : null;
    case "waiting-for-database":
      return paint("yellow", `waiting for the database (${Math.round(event.elapsedMs / 1e3)}s): ${event.reason}`);
    case "waiting-for-lock":
      return paint(
        "yellow",
        `waiting for the migration lock (${Math.round(event.elapsedMs / 1e3)}s)${event.holder === null ? "" : `, held by ${holder(event.holder)}`}`
      );
    case "blocked": {
      const by = event.holder === null ? "another session" : holder(event.holder);
      return paint("yellow", `  ${event.revision} waits (${Math.round(event.elapsedMs / 1e3)}s) for ${by}`);
    }
    case "progress":
      return paint("dim", `  ${event.revision} ${event.table}: ${progress(event)}`);
    case "verified": {
      const good = event.result === "ok" || event.result === "irreversible";
      const what = `${paint(good ? "green" : "red", good ? "✓" : "✗")} ${event.revision} ${event.message}`;
      return `  ${counter(event)} ${what} ${event.result === "ok" ? "" : `${event.result} `}${paint("dim", `${event.durationMs} ms`)}`;
    }
    case "warning":
      return paint("yellow", `warning: ${event.message}`);
    case "notice":
      return event.message;
    case "result":
      return null;
  }
}
function progress({ done, total }) {
  const count = (rows) => rows.toLocaleString("en");
  if (total === null || total === 0) return `${count(done)} rows`;
  return `${count(done)} of about ${count(total)} rows (${Math.floor(done / total * 100)} %)`;
}
function committed({ index, total }, paint) {
  if (index + 1 < total) return null;
  return `  ${paint("green", "✓")} committed: ${total} step${total === 1 ? "" : "s"} in one transaction`;
}
function counter({ index, total }) {
  return `[${String(index + 1).padStart(String(total).length)}/${total}]`;
}
function holder({ pid, application, query, ageMs }) {
  const age = ageMs === null ? "" : ` for ${Math.round(ageMs / 1e3)}s`;
  return `pid ${pid ?? "unknown"} ${application ?? ""}${age}${query === null ? "" : `: ${query.replace(/\s+/g, " ").slice(0, 120)}`}`;
}

// node_modules/@actions/exec/lib/toolrunner.js
import * as os4 from "os";
import * as events from "events";
import * as child from "child_process";
import * as path3 from "path";

// node_modules/@actions/io/lib/io.js
import * as path2 from "path";

// node_modules/@actions/io/lib/io-util.js
import * as fs2 from "fs";
import * as path from "path";
var __awaiter = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve5) {
      resolve5(value);
    });
  }
  return new (P || (P = Promise))(function(resolve5, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve5(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
var { chmod, copyFile, lstat, mkdir, open, readdir, rename, rm, rmdir, stat, symlink, unlink } = fs2.promises;
var IS_WINDOWS = process.platform === "win32";
var READONLY = fs2.constants.O_RDONLY;
function exists(fsPath) {
  return __awaiter(this, void 0, void 0, function* () {
    try {
      yield stat(fsPath);
    } catch (err) {
      if (err.code === "ENOENT") {
        return false;
      }
      throw err;
    }
    return true;
  });
}
function isRooted(p) {
  p = normalizeSeparators(p);
  if (!p) {
    throw new Error('isRooted() parameter "p" cannot be empty');
  }
  if (IS_WINDOWS) {
    return p.startsWith("\\") || /^[A-Z]:/i.test(p);
  }
  return p.startsWith("/");
}
function tryGetExecutablePath(filePath, extensions) {
  return __awaiter(this, void 0, void 0, function* () {
    let stats = void 0;
    try {
      stats = yield stat(filePath);
    } catch (err) {
      if (err.code !== "ENOENT") {
        console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
      }
    }
    if (stats && stats.isFile()) {
      if (IS_WINDOWS) {
        const upperExt = path.extname(filePath).toUpperCase();
        if (extensions.some((validExt) => validExt.toUpperCase() === upperExt)) {
          return filePath;
        }
      } else {
        if (isUnixExecutable(stats)) {
          return filePath;
        }
      }
    }
    const originalFilePath = filePath;
    for (const extension of extensions) {
      filePath = originalFilePath + extension;
      stats = void 0;
      try {
        stats = yield stat(filePath);
      } catch (err) {
        if (err.code !== "ENOENT") {
          console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
        }
      }
      if (stats && stats.isFile()) {
        if (IS_WINDOWS) {
          try {
            const directory = path.dirname(filePath);
            const upperName = path.basename(filePath).toUpperCase();
            for (const actualName of yield readdir(directory)) {
              if (upperName === actualName.toUpperCase()) {
                filePath = path.join(directory, actualName);
                break;
              }
            }
          } catch (err) {
            console.log(`Unexpected error attempting to determine the actual case of the file '${filePath}': ${err}`);
          }
          return filePath;
        } else {
          if (isUnixExecutable(stats)) {
            return filePath;
          }
        }
      }
    }
    return "";
  });
}
function normalizeSeparators(p) {
  p = p || "";
  if (IS_WINDOWS) {
    p = p.replace(/\//g, "\\");
    return p.replace(/\\\\+/g, "\\");
  }
  return p.replace(/\/\/+/g, "/");
}
function isUnixExecutable(stats) {
  return (stats.mode & 1) > 0 || (stats.mode & 8) > 0 && process.getgid !== void 0 && stats.gid === process.getgid() || (stats.mode & 64) > 0 && process.getuid !== void 0 && stats.uid === process.getuid();
}

// node_modules/@actions/io/lib/io.js
var __awaiter2 = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve5) {
      resolve5(value);
    });
  }
  return new (P || (P = Promise))(function(resolve5, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve5(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
function which(tool, check) {
  return __awaiter2(this, void 0, void 0, function* () {
    if (!tool) {
      throw new Error("parameter 'tool' is required");
    }
    if (check) {
      const result = yield which(tool, false);
      if (!result) {
        if (IS_WINDOWS) {
          throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
        } else {
          throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
        }
      }
      return result;
    }
    const matches = yield findInPath(tool);
    if (matches && matches.length > 0) {
      return matches[0];
    }
    return "";
  });
}
function findInPath(tool) {
  return __awaiter2(this, void 0, void 0, function* () {
    if (!tool) {
      throw new Error("parameter 'tool' is required");
    }
    const extensions = [];
    if (IS_WINDOWS && process.env["PATHEXT"]) {
      for (const extension of process.env["PATHEXT"].split(path2.delimiter)) {
        if (extension) {
          extensions.push(extension);
        }
      }
    }
    if (isRooted(tool)) {
      const filePath = yield tryGetExecutablePath(tool, extensions);
      if (filePath) {
        return [filePath];
      }
      return [];
    }
    if (tool.includes(path2.sep)) {
      return [];
    }
    const directories = [];
    if (process.env.PATH) {
      for (const p of process.env.PATH.split(path2.delimiter)) {
        if (p) {
          directories.push(p);
        }
      }
    }
    const matches = [];
    for (const directory of directories) {
      const filePath = yield tryGetExecutablePath(path2.join(directory, tool), extensions);
      if (filePath) {
        matches.push(filePath);
      }
    }
    return matches;
  });
}

// node_modules/@actions/exec/lib/toolrunner.js
import { setTimeout } from "timers";
var __awaiter3 = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve5) {
      resolve5(value);
    });
  }
  return new (P || (P = Promise))(function(resolve5, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve5(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
var IS_WINDOWS2 = process.platform === "win32";
var ToolRunner = class extends events.EventEmitter {
  constructor(toolPath, args, options) {
    super();
    if (!toolPath) {
      throw new Error("Parameter 'toolPath' cannot be null or empty.");
    }
    this.toolPath = toolPath;
    this.args = args || [];
    this.options = options || {};
  }
  _debug(message) {
    if (this.options.listeners && this.options.listeners.debug) {
      this.options.listeners.debug(message);
    }
  }
  _getCommandString(options, noPrefix) {
    const toolPath = this._getSpawnFileName();
    const args = this._getSpawnArgs(options);
    let cmd = noPrefix ? "" : "[command]";
    if (IS_WINDOWS2) {
      if (this._isCmdFile()) {
        cmd += toolPath;
        for (const a of args) {
          cmd += ` ${a}`;
        }
      } else if (options.windowsVerbatimArguments) {
        cmd += `"${toolPath}"`;
        for (const a of args) {
          cmd += ` ${a}`;
        }
      } else {
        cmd += this._windowsQuoteCmdArg(toolPath);
        for (const a of args) {
          cmd += ` ${this._windowsQuoteCmdArg(a)}`;
        }
      }
    } else {
      cmd += toolPath;
      for (const a of args) {
        cmd += ` ${a}`;
      }
    }
    return cmd;
  }
  _processLineBuffer(data, strBuffer, onLine) {
    try {
      let s = strBuffer + data.toString();
      let n = s.indexOf(os4.EOL);
      while (n > -1) {
        const line = s.substring(0, n);
        onLine(line);
        s = s.substring(n + os4.EOL.length);
        n = s.indexOf(os4.EOL);
      }
      return s;
    } catch (err) {
      this._debug(`error processing line. Failed with error ${err}`);
      return "";
    }
  }
  _getSpawnFileName() {
    if (IS_WINDOWS2) {
      if (this._isCmdFile()) {
        return process.env["COMSPEC"] || "cmd.exe";
      }
    }
    return this.toolPath;
  }
  _getSpawnArgs(options) {
    if (IS_WINDOWS2) {
      if (this._isCmdFile()) {
        let argline = `/D /S /C "${this._windowsQuoteCmdArg(this.toolPath)}`;
        for (const a of this.args) {
          argline += " ";
          argline += options.windowsVerbatimArguments ? a : this._windowsQuoteCmdArg(a);
        }
        argline += '"';
        return [argline];
      }
    }
    return this.args;
  }
  _endsWith(str, end) {
    return str.endsWith(end);
  }
  _isCmdFile() {
    const upperToolPath = this.toolPath.toUpperCase();
    return this._endsWith(upperToolPath, ".CMD") || this._endsWith(upperToolPath, ".BAT");
  }
  _windowsQuoteCmdArg(arg) {
    if (!this._isCmdFile()) {
      return this._uvQuoteCmdArg(arg);
    }
    if (!arg) {
      return '""';
    }
    const cmdSpecialChars = [
      " ",
      "	",
      "&",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "^",
      "=",
      ";",
      "!",
      "'",
      "+",
      ",",
      "`",
      "~",
      "|",
      "<",
      ">",
      '"'
    ];
    let needsQuotes = false;
    for (const char of arg) {
      if (cmdSpecialChars.some((x) => x === char)) {
        needsQuotes = true;
        break;
      }
    }
    if (!needsQuotes) {
      return arg;
    }
    let reverse = '"';
    let quoteHit = true;
    for (let i = arg.length; i > 0; i--) {
      reverse += arg[i - 1];
      if (quoteHit && arg[i - 1] === "\\") {
        reverse += "\\";
      } else if (arg[i - 1] === '"') {
        quoteHit = true;
        reverse += '"';
      } else {
        quoteHit = false;
      }
    }
    reverse += '"';
    return reverse.split("").reverse().join("");
  }
  _uvQuoteCmdArg(arg) {
    if (!arg) {
      return '""';
    }
    if (!arg.includes(" ") && !arg.includes("	") && !arg.includes('"')) {
      return arg;
    }
    if (!arg.includes('"') && !arg.includes("\\")) {
      return `"${arg}"`;
    }
    let reverse = '"';
    let quoteHit = true;
    for (let i = arg.length; i > 0; i--) {
      reverse += arg[i - 1];
      if (quoteHit && arg[i - 1] === "\\") {
        reverse += "\\";
      } else if (arg[i - 1] === '"') {
        quoteHit = true;
        reverse += "\\";
      } else {
        quoteHit = false;
      }
    }
    reverse += '"';
    return reverse.split("").reverse().join("");
  }
  _cloneExecOptions(options) {
    options = options || {};
    const result = {
      cwd: options.cwd || process.cwd(),
      env: options.env || process.env,
      silent: options.silent || false,
      windowsVerbatimArguments: options.windowsVerbatimArguments || false,
      failOnStdErr: options.failOnStdErr || false,
      ignoreReturnCode: options.ignoreReturnCode || false,
      delay: options.delay || 1e4
    };
    result.outStream = options.outStream || process.stdout;
    result.errStream = options.errStream || process.stderr;
    return result;
  }
  _getSpawnOptions(options, toolPath) {
    options = options || {};
    const result = {};
    result.cwd = options.cwd;
    result.env = options.env;
    result["windowsVerbatimArguments"] = options.windowsVerbatimArguments || this._isCmdFile();
    if (options.windowsVerbatimArguments) {
      result.argv0 = `"${toolPath}"`;
    }
    return result;
  }
  /**
   * Exec a tool.
   * Output will be streamed to the live console.
   * Returns promise with return code
   *
   * @param     tool     path to tool to exec
   * @param     options  optional exec options.  See ExecOptions
   * @returns   number
   */
  exec() {
    return __awaiter3(this, void 0, void 0, function* () {
      if (!isRooted(this.toolPath) && (this.toolPath.includes("/") || IS_WINDOWS2 && this.toolPath.includes("\\"))) {
        this.toolPath = path3.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
      }
      this.toolPath = yield which(this.toolPath, true);
      return new Promise((resolve5, reject) => __awaiter3(this, void 0, void 0, function* () {
        this._debug(`exec tool: ${this.toolPath}`);
        this._debug("arguments:");
        for (const arg of this.args) {
          this._debug(`   ${arg}`);
        }
        const optionsNonNull = this._cloneExecOptions(this.options);
        if (!optionsNonNull.silent && optionsNonNull.outStream) {
          optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + os4.EOL);
        }
        const state = new ExecState(optionsNonNull, this.toolPath);
        state.on("debug", (message) => {
          this._debug(message);
        });
        if (this.options.cwd && !(yield exists(this.options.cwd))) {
          return reject(new Error(`The cwd: ${this.options.cwd} does not exist!`));
        }
        const fileName = this._getSpawnFileName();
        const cp = child.spawn(fileName, this._getSpawnArgs(optionsNonNull), this._getSpawnOptions(this.options, fileName));
        let stdbuffer = "";
        if (cp.stdout) {
          cp.stdout.on("data", (data) => {
            if (this.options.listeners && this.options.listeners.stdout) {
              this.options.listeners.stdout(data);
            }
            if (!optionsNonNull.silent && optionsNonNull.outStream) {
              optionsNonNull.outStream.write(data);
            }
            stdbuffer = this._processLineBuffer(data, stdbuffer, (line) => {
              if (this.options.listeners && this.options.listeners.stdline) {
                this.options.listeners.stdline(line);
              }
            });
          });
        }
        let errbuffer = "";
        if (cp.stderr) {
          cp.stderr.on("data", (data) => {
            state.processStderr = true;
            if (this.options.listeners && this.options.listeners.stderr) {
              this.options.listeners.stderr(data);
            }
            if (!optionsNonNull.silent && optionsNonNull.errStream && optionsNonNull.outStream) {
              const s = optionsNonNull.failOnStdErr ? optionsNonNull.errStream : optionsNonNull.outStream;
              s.write(data);
            }
            errbuffer = this._processLineBuffer(data, errbuffer, (line) => {
              if (this.options.listeners && this.options.listeners.errline) {
                this.options.listeners.errline(line);
              }
            });
          });
        }
        cp.on("error", (err) => {
          state.processError = err.message;
          state.processExited = true;
          state.processClosed = true;
          state.CheckComplete();
        });
        cp.on("exit", (code) => {
          state.processExitCode = code;
          state.processExited = true;
          this._debug(`Exit code ${code} received from tool '${this.toolPath}'`);
          state.CheckComplete();
        });
        cp.on("close", (code) => {
          state.processExitCode = code;
          state.processExited = true;
          state.processClosed = true;
          this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
          state.CheckComplete();
        });
        state.on("done", (error2, exitCode) => {
          if (stdbuffer.length > 0) {
            this.emit("stdline", stdbuffer);
          }
          if (errbuffer.length > 0) {
            this.emit("errline", errbuffer);
          }
          cp.removeAllListeners();
          if (error2) {
            reject(error2);
          } else {
            resolve5(exitCode);
          }
        });
        if (this.options.input) {
          if (!cp.stdin) {
            throw new Error("child process missing stdin");
          }
          cp.stdin.end(this.options.input);
        }
      }));
    });
  }
};
function argStringToArray(argString) {
  const args = [];
  let inQuotes = false;
  let escaped = false;
  let arg = "";
  function append(c) {
    if (escaped && c !== '"') {
      arg += "\\";
    }
    arg += c;
    escaped = false;
  }
  for (let i = 0; i < argString.length; i++) {
    const c = argString.charAt(i);
    if (c === '"') {
      if (!escaped) {
        inQuotes = !inQuotes;
      } else {
        append(c);
      }
      continue;
    }
    if (c === "\\" && escaped) {
      append(c);
      continue;
    }
    if (c === "\\" && inQuotes) {
      escaped = true;
      continue;
    }
    if (c === " " && !inQuotes) {
      if (arg.length > 0) {
        args.push(arg);
        arg = "";
      }
      continue;
    }
    append(c);
  }
  if (arg.length > 0) {
    args.push(arg.trim());
  }
  return args;
}
var ExecState = class _ExecState extends events.EventEmitter {
  constructor(options, toolPath) {
    super();
    this.processClosed = false;
    this.processError = "";
    this.processExitCode = 0;
    this.processExited = false;
    this.processStderr = false;
    this.delay = 1e4;
    this.done = false;
    this.timeout = null;
    if (!toolPath) {
      throw new Error("toolPath must not be empty");
    }
    this.options = options;
    this.toolPath = toolPath;
    if (options.delay) {
      this.delay = options.delay;
    }
  }
  CheckComplete() {
    if (this.done) {
      return;
    }
    if (this.processClosed) {
      this._setResult();
    } else if (this.processExited) {
      this.timeout = setTimeout(_ExecState.HandleTimeout, this.delay, this);
    }
  }
  _debug(message) {
    this.emit("debug", message);
  }
  _setResult() {
    let error2;
    if (this.processExited) {
      if (this.processError) {
        error2 = new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
      } else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) {
        error2 = new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
      } else if (this.processStderr && this.options.failOnStdErr) {
        error2 = new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
      }
    }
    if (this.timeout) {
      clearTimeout(this.timeout);
      this.timeout = null;
    }
    this.done = true;
    this.emit("done", error2, this.processExitCode);
  }
  static HandleTimeout(state) {
    if (state.done) {
      return;
    }
    if (!state.processClosed && state.processExited) {
      const message = `The STDIO streams did not close within ${state.delay / 1e3} seconds of the exit event from process '${state.toolPath}'. This may indicate a child process inherited the STDIO streams and has not yet exited.`;
      state._debug(message);
    }
    state._setResult();
  }
};

// node_modules/@actions/exec/lib/exec.js
var __awaiter4 = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve5) {
      resolve5(value);
    });
  }
  return new (P || (P = Promise))(function(resolve5, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve5(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
function exec(commandLine, args, options) {
  return __awaiter4(this, void 0, void 0, function* () {
    const commandArgs = argStringToArray(commandLine);
    if (commandArgs.length === 0) {
      throw new Error(`Parameter 'commandLine' cannot be null or empty.`);
    }
    const toolPath = commandArgs[0];
    args = commandArgs.slice(1).concat(args || []);
    const runner = new ToolRunner(toolPath, args, options);
    return runner.exec();
  });
}

// src/action/program.ts
var NOTHING = (() => void 0);
async function program(file, args, options) {
  return exec(`"${file}"`, [...args], { input: NOTHING, silent: true, ignoreReturnCode: true, ...options });
}

// src/action/command-line.ts
async function call(calling, args) {
  const { tool, directory, environment, stopping, write } = calling;
  const answer = [];
  const log = new Log(write);
  startGroup(`windlass ${args.join(" ")}`);
  const commands = randomUUID2();
  write(`::stop-commands::${commands}
`);
  let exitCode;
  try {
    exitCode = await program(tool.node, [tool.bin, ...args, "--json", "--log", "json"], {
      cwd: directory,
      env: { ...environment, WINDLASS_PID_FILE: stopping.pidFile },
      listeners: { stdout: (data) => void answer.push(data), stderr: (data) => log.take(data) }
    });
    log.end();
  } finally {
    stopping.ended();
    write(`::${commands}::
`);
    endGroup();
  }
  return concluded({ args, exitCode, text: Buffer.concat(answer).toString(), events: log.events });
}
function concluded({
  args,
  exitCode,
  text,
  events: events2
}) {
  const parsed = parsedOr(text);
  const error2 = parsed?.error ?? null;
  if (error2 !== null) return { args, exitCode, document: null, error: error2, events: events2 };
  if (parsed !== null) return { args, exitCode, document: parsed, error: null, events: events2 };
  const how = exitCode === null || exitCode > 128 ? "was killed" : `ended with ${exitCode}`;
  const message = `windlass ${args[0]} ${how} and gave no answer`;
  const silent = { code: "INTERNAL", message, remedy: "look at its log above" };
  return { args, exitCode: exitCode || 70, document: null, error: silent, events: events2 };
}
function parsedOr(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
var Log = class {
  events = [];
  #write;
  #show;
  #rest = Buffer.alloc(0);
  #failed = false;
  constructor(write) {
    this.#write = write;
    const { report } = prettyReporter(write, { colour: false, verbose: false });
    this.#show = report;
  }
  take(data) {
    const all = Buffer.concat([this.#rest, data]);
    const end = all.lastIndexOf(10) + 1;
    this.#rest = all.subarray(end);
    for (const line of all.subarray(0, end).toString().split("\n")) if (line !== "") this.#line(line);
  }
  end() {
    if (this.#rest.length > 0) this.#line(this.#rest.toString());
  }
  #line(line) {
    const event = line.startsWith('{"time":') ? parsedOr(line) : null;
    if (event === null || typeof event.kind !== "string") {
      if (!this.#failed) this.#write(`${line}
`);
      return;
    }
    if (event.kind === "error") {
      this.#failed = true;
      const { code, message, remedy } = event;
      this.#write(`${code}: ${message}
  → ${remedy}
`);
      return;
    }
    this.events.push(event);
    this.#show(event);
  }
};

// src/action/standing.ts
function callingOf({ environment }, { directory }, { tool, stopping }) {
  return { tool, directory, environment, stopping, write: (text) => void process.stdout.write(text) };
}
function askStanding(calling, { config }, patience) {
  return call(calling, ["status", ...config === null ? [] : [`--config=${config}`], ...patience]);
}

// src/action/stopping.ts
import { readFileSync as readFileSync2, rmSync } from "node:fs";
import { join as join5 } from "node:path";
var AGAIN_MS = 25;
var Stopping = class {
  pidFile;
  #signal = null;
  #pending = null;
  constructor(temporary) {
    this.pidFile = join5(temporary, `windlass-${process.pid}.pid`);
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => this.#stop(signal));
  }
  /** The signal that has come; null: none. */
  get signal() {
    return this.#signal;
  }
  /** The child has ended. */
  ended() {
    if (this.#pending !== null) clearInterval(this.#pending);
    this.#pending = null;
    rmSync(this.pidFile, { force: true });
  }
  #stop(signal) {
    this.#signal = signal;
    if (this.#pending !== null) clearInterval(this.#pending);
    if (!this.#hand(signal)) this.#pending = setInterval(() => this.#hand(signal) && this.#stopTrying(), AGAIN_MS);
  }
  #stopTrying() {
    if (this.#pending !== null) clearInterval(this.#pending);
    this.#pending = null;
  }
  #hand(signal) {
    try {
      process.kill(Number(readFileSync2(this.pidFile, "utf8")), signal);
      return true;
    } catch {
      return false;
    }
  }
};

// src/action/tool.ts
import { existsSync as existsSync4, readFileSync as readFileSync3 } from "node:fs";
import { createRequire } from "node:module";
import { dirname as dirname3, join as join6 } from "node:path";

// src/version.ts
var VERSION = "0.1.0";

// src/action/tool.ts
async function findTool(directory, shown, bundled) {
  const node = await which("node").catch(() => "");
  if (node === "") throw new ConfigInvalid('there is no "node" on the PATH of this job', "uses: actions/setup-node");
  await refuseOldNode(node);
  const own = ownTool(directory);
  if (own !== null) return { from: "workspace", node, ...own };
  const has = (name) => resolved(directory, `${name}/package.json`) !== null || resolved(directory, name) !== null;
  if (!has("sequelize") || !(has("pg") || has("sqlite3"))) {
    const missing = has("sequelize") ? "neither pg nor sqlite3 is installed" : "neither windlass nor sequelize is installed";
    throw new Unsupported(`${missing} in "${shown}"`, `run npm ci in "${shown}" first`);
  }
  return { from: "action", version: VERSION, bin: bundled, node };
}
async function refuseOldNode(node) {
  const said = [];
  await program(node, ["--version"], { listeners: { stdout: (data) => void said.push(data) } });
  const version = Buffer.concat(said).toString().trim();
  const [major = 0, minor = 0] = version.replace("v", "").split(".").map(Number);
  if (major > 20 || major === 20 && minor >= 19) return;
  throw new Unsupported(
    `the "node" on the PATH of this job is ${version}, and Windlass needs 20.19 or newer`,
    "uses: actions/setup-node with node-version: 24"
  );
}
function ownTool(directory) {
  const manifest = resolved(directory, "windlass/package.json");
  if (manifest === null) return null;
  const { version, bin } = JSON.parse(readFileSync3(manifest, "utf8"));
  const path4 = join6(dirname3(manifest), bin?.windlass ?? "");
  return bin?.windlass !== void 0 && existsSync4(path4) ? { version, bin: path4 } : null;
}
function resolved(directory, request) {
  try {
    return createRequire(join6(directory, "package.json")).resolve(request);
  } catch {
    return null;
  }
}

export {
  getInput,
  setOutput,
  error,
  warning,
  notice,
  info,
  saveState,
  getState,
  EXIT_CODES,
  isMigratorError,
  Usage,
  Internal,
  sentenceOf,
  program,
  call,
  leaveFiles,
  appendSummary,
  grounds,
  BUNDLED,
  readInputs,
  commandOf,
  callingOf,
  askStanding,
  Stopping,
  findTool
};
