import {
  BUNDLED,
  EXIT_CODES,
  Internal,
  Stopping,
  Usage,
  appendSummary,
  askStanding,
  call,
  callingOf,
  commandOf,
  error,
  findTool,
  getInput,
  grounds,
  info,
  isMigratorError,
  leaveFiles,
  notice,
  program,
  readInputs,
  saveState,
  sentenceOf,
  setOutput,
  warning
} from "./shared.js";

// src/action/main.ts
import { mkdtempSync } from "node:fs";
import { join as join3 } from "node:path";

// src/action/annotations.ts
var LONGEST = 3e3;
function annotationsOf({ findings }, most, place) {
  const wanted = findings.filter(({ kind, fails: fails2 }) => fails2 || kind !== "warning").toSorted((one, other) => Number(other.fails) - Number(one.fails));
  const shown = wanted.slice(0, wanted.length > most ? Math.max(most - 1, 0) : most).map(({ fails: fails2, kind, code: code2, message: message2, remedy, path, line }) => {
    const file = path === null ? null : place(path);
    return {
      level: fails2 ? "error" : kind === "irreversible" ? "notice" : "warning",
      title: `Windlass: ${kind === "error" ? code2 : kind}`,
      message: cut(remedy === null ? message2 : `${message2}
→ ${remedy}`),
      file,
      line: file === null ? null : line ?? 1
    };
  });
  const left = wanted.slice(shown.length);
  if (left.length === 0 || most === 0) return shown;
  const level = left.some(({ fails: fails2 }) => fails2) ? "error" : "warning";
  const message = `and ${left.length} more: all of them are in the job summary and in the output report-file`;
  return [...shown, { level, title: "Windlass", message, file: null, line: null }];
}
function cut(text2) {
  return text2.length <= LONGEST ? text2 : `${text2.slice(0, LONGEST)}…`;
}

// src/action/commands.ts
import { readFileSync as readFileSync6 } from "node:fs";
import { join as join2 } from "node:path";

// src/action/stages/back-and-forth.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { join } from "node:path";

// src/action/finding.ts
var CODE = {
  "up-failed": "VERIFY",
  "down-failed": "VERIFY",
  residue: "VERIFY",
  "data-loss": "VERIFY",
  rows: "VERIFY",
  seed: "VERIFY",
  drift: "DRIFT",
  pending: "PENDING",
  irreversible: "VERIFY",
  ahead: "UNKNOWN_APPLIED",
  warning: "UNHEALTHY"
};
function finding(kind, message, given = {}) {
  const code2 = CODE[kind];
  const nothing = { remedy: null, revision: null, path: null, line: null, sql: "" };
  return { kind, message, code: code2, exitCode: EXIT_CODES[code2], ...nothing, ...given };
}
function errorFinding({
  code: code2,
  message,
  remedy,
  path = null,
  line = null
}, exitCode, kind = "error") {
  return { kind, code: code2, exitCode, message, remedy, revision: null, path, line, sql: "" };
}
function fails({ kind }, failOn) {
  return kind === "error" || kind === "up-failed" || kind === "down-failed" || failOn.has(kind);
}

// src/action/stages/migrate.ts
import { existsSync, readFileSync } from "node:fs";

// src/action/stage.ts
var Ended = class extends Error {
};
function stageOf(given, calling) {
  const { inputs, story } = given;
  const { config, waitTimeout, lockTimeout } = inputs;
  const common = [
    ...config === null ? [] : [`--config=${config}`],
    "--wait",
    waitTimeout,
    "--lock-timeout",
    lockTimeout
  ];
  const ask = async (args) => {
    if (calling.stopping.signal === null) {
      const called = await call(calling, [...args, ...common]);
      story.calls.push({ ...called, args });
      return called;
    }
    throw interrupted(story, calling.stopping.signal === "SIGINT" ? 130 : 143);
  };
  const demand = async (args) => {
    const called = await ask(args);
    return called.document ?? end(story, called);
  };
  return { ...given, ask, demand };
}
function end(story, { error: error2, exitCode }) {
  if (error2 !== null) story.findings.push(errorFinding(error2, exitCode));
  throw new Ended();
}
function interrupted(story, exitCode) {
  const message = "the job was cancelled between two calls of the command line";
  story.findings.push(errorFinding({ code: "INTERRUPTED", message, remedy: "run the job again" }, exitCode));
  return new Ended();
}
function warningsOf(events) {
  return events.flatMap((event) => event.kind === "warning" ? [event.message] : []);
}

// src/action/stages/migrate.ts
async function upgrade(stage, targets, leg = "up") {
  const { inputs, ask } = stage;
  const strict = inputs.failOn.has("drift") && (inputs.check === "true" || inputs.check === "database");
  const args = ["upgrade", ...targets, ...strict ? ["--strict"] : [], "--verbose"];
  settle(stage.story, await ask(args), leg);
}
async function downgrade({ story, ask }, target) {
  const called = await ask(["downgrade", target]);
  settle(story, called, "down");
  return called.document?.steps.map(({ revision }) => revision) ?? [];
}
function settle(story, called, leg) {
  for (const event of called.events) count(story, event, leg);
  const { document, error: error2 } = called;
  story.warn(document?.warnings ?? []);
  if (document !== null && story.after !== null) story.after = { ...story.after, current: document.to };
  if (error2 === null) return;
  if (story.applied + story.reverted > 0) story.after = null;
  story.findings.push(failure(story, called));
  throw new Ended();
}
var RAN = /* @__PURE__ */ new Set(["applied", "reverted", "failed", "unfinished"]);
function count(story, event, leg) {
  if (event.kind === "step-started" && leg === "up") story.revision(event.revision).sql = [];
  if (event.kind === "statement" && leg === "up") {
    const told2 = story.revision(event.revision);
    told2.sql = [...told2.sql, event.sql];
  }
  if (event.kind === "step-failed") story.revision(event.revision).result = "failed";
  if (event.kind !== "step-finished") return;
  if (event.outcome !== "applied" && event.outcome !== "reverted") return;
  if (event.outcome === "applied") story.applied += 1;
  else story.reverted += 1;
  const told = story.revision(event.revision);
  if (RAN.has(told.result)) told.result = event.outcome;
  told.legs = { [leg]: event.durationMs, ...told.legs };
}
function failure(story, { error: error2, exitCode, events }) {
  if (error2 === null) throw new RangeError("there is no error");
  const failed = events.findLast((event) => event.kind === "step-failed");
  if (error2.code === "MULTIPLE_HEADS") return severalHeads(story, error2, exitCode);
  if (error2.code === "DRIFT") return errorFinding(error2, exitCode, "drift");
  if (failed === void 0 || error2.code === "INTERRUPTED") return errorFinding(error2, exitCode);
  const kind = failed.direction === "up" ? "up-failed" : "down-failed";
  const path = error2.path ?? story.revision(failed.revision).path;
  return { ...errorFinding({ ...error2, path }, exitCode, kind), revision: failed.revision };
}
function severalHeads(story, error2, exitCode) {
  const heads = story.history.filter(({ head }) => head);
  const newest2 = heads.find(({ revision }) => story.before?.pending.includes(revision)) ?? heads[0];
  const named = heads.map(({ revision, message: message2 }) => `${revision} (${message2})`).join(" and ");
  const message = `there are ${heads.length} heads: ${named}; ${error2.message}`;
  const path = newest2?.path ?? null;
  const place = { path, revision: newest2?.revision ?? null, line: path === null ? null : lineOfParents(path) };
  return { ...errorFinding({ ...error2, message }, exitCode), ...place };
}
function lineOfParents(path) {
  if (!existsSync(path)) return null;
  const index = readFileSync(path, "utf8").split("\n").findIndex((line) => /\bdownRevision\b/.test(line));
  return index < 0 ? null : index + 1;
}

// src/action/stages/back-and-forth.ts
async function backAndForth(stage, proved, targets) {
  const { story } = stage;
  const reason = notHere(stage, proved);
  if (reason !== null) {
    if (reason !== "") story.notes.push(`the database itself was not taken back one revision: ${reason}`);
    return;
  }
  const before = await dump(stage, "before.json");
  await downgrade(stage, "-1");
  await upgrade(stage, targets, "again");
  const after = await dump(stage, "after.json");
  if (readFileSync2(before, "utf8") === readFileSync2(after, "utf8")) return;
  const { document } = await stage.ask(["diff", before, after]);
  const revision = newest(stage);
  story.revision(revision).result = "residue";
  for (const { detail } of document?.differences ?? [])
    story.findings.push(
      finding("residue", `${revision}: up, down and up on the database itself are not as one up: ${sides(detail)}`, {
        revision,
        path: story.revision(revision).path
      })
    );
}
var sides = (detail) => detail.replaceAll("the first", "the one up").replaceAll("the second", "up, down and up");
var newest = ({ story }) => story.after?.current[0] ?? "";
function notHere(stage, { revisions: revisions2 }) {
  const current = stage.story.after?.current ?? [];
  if (current.length === 0) return "there is none";
  if (current.length > 1) return `it is at several heads (${current.join(", ")})`;
  if (stage.story.before?.current.includes(current[0] ?? ""))
    return `${current[0]} was applied before this step, and its rows are not ours to lose`;
  const last = revisions2.find(({ revision }) => revision === current[0]);
  if (last === void 0) return null;
  if (last.result === "irreversible") return `${last.revision} is irreversible`;
  return last.result === "ok" ? null : "";
}
async function dump(stage, name) {
  const file = join(stage.folder, name);
  await stage.demand(["schema", "dump", "--format", "json", "--output", file]);
  return file;
}

// src/action/stages/compare.ts
import { existsSync as existsSync2, readFileSync as readFileSync3 } from "node:fs";
var REMEDY = {
  models: 'write what is missing: windlass revision --autogenerate -m "…"',
  database: "put it back, or accept it: windlass stamp current"
};
var SIDES = { models: "the models", database: "the catalog as the last run left it" };
async function compare(stage) {
  const { inputs, story, ask } = stage;
  if (inputs.check === "false") return;
  const { document, error: error2, exitCode, events } = await ask([
    "check",
    ...inputs.check === "true" ? [] : [`--${inputs.check}`]
  ]);
  story.warn(warningsOf(events));
  if (document === null) {
    if (error2 !== null) story.findings.push(errorFinding(error2, exitCode));
    throw new Ended();
  }
  if (document.code !== "PENDING") story.findings.push(...document.differences.map(drift));
}
function drift({
  comparison,
  kind,
  object,
  detail,
  sql,
  path
}) {
  const remedy = REMEDY[comparison];
  if (kind === "model file") return finding("drift", detail, { path: object, remedy });
  const line = path === void 0 ? null : lineNaming(path, object);
  return finding("drift", `${detail} (compared with ${SIDES[comparison]})`, { path: path ?? null, line, remedy, sql });
}
function lineNaming(path, object) {
  if (!existsSync2(path)) return null;
  const lines = readFileSync3(path, "utf8").split("\n");
  for (const name of object.split(/[\s.]+/).toReversed()) {
    const index = lines.findIndex((line) => line.split(/[^\w$]+/).includes(name));
    if (index >= 0) return index + 1;
  }
  return null;
}

// src/action/stages/position.ts
async function begin({ story, ask }) {
  const { document: history, error: error2, exitCode, events } = await ask(["history"]);
  if (error2 !== null) {
    story.findings.push(errorFinding(error2, exitCode));
    throw new Ended();
  }
  for (const warning2 of warningsOf(events)) story.usual.add(warning2);
  story.history = history ?? [];
  const status = await ask(["status"]);
  story.before = status.document ?? await unjudged(status, { story, ask });
  story.after = story.before;
  if (status.document === null) end(story, status);
}
async function unjudged({ error: error2 }, { story, ask }) {
  if (error2?.code !== "EDITED_AFTER_APPLY") return null;
  const { document } = await ask(["current"]);
  if (document === null) return null;
  const heads = story.history.filter(({ head }) => head).map(({ revision }) => revision);
  return { ...document, heads, state: document.upToDate ? "current" : "behind", unknown: [], remedy: null };
}
async function conclude({ story, ask }, { judge }) {
  const { document } = await ask(["status"]);
  if (document === null) return;
  story.after = document;
  if (!judge) return;
  const { pending, unknown, remedy } = document;
  const ids = (list) => list.join(", ");
  if (pending.length > 0)
    story.findings.push(
      finding("pending", `${ids(pending)} ${pending.length === 1 ? "is" : "are"} pending`, { remedy })
    );
  if (unknown.length > 0)
    story.findings.push(finding("ahead", `the database is ahead: no file here describes ${ids(unknown)}`));
}

// src/action/stages/prove.ts
import { existsSync as existsSync3, readFileSync as readFileSync4 } from "node:fs";
var SHOWN = 20;
async function prove(stage, range = null) {
  const { story, demand } = stage;
  const found2 = await demand(["verify", ...range === null ? await which(stage) : [range]]);
  for (const verified of found2.revisions) {
    const told = story.revision(verified.revision);
    told.result = verified.result;
    told.legs = { ...told.legs, ...verified.legs };
    story.findings.push(...findingsOf(verified));
  }
  if (found2.unreached.length > 0)
    story.notes.push(`not reached, because they stand on one that fails: ${found2.unreached.join(", ")}`);
  for (const { table: table2, reason } of found2.unfilled)
    story.notes.push(`no rows could be made for ${[table2.schema, table2.name].filter(Boolean).join(".")}: ${reason}`);
  if (found2.revisions.length === 0) story.notes.push("there was no new revision to prove");
  return found2;
}
async function which(stage) {
  const { inputs, story } = stage;
  if (inputs.roundTrip === "every") return [];
  const [current, ...others] = inputs.target === null && inputs.steps === null ? [] : story.after?.current ?? [];
  if (current !== void 0 && others.length === 0) return [`${current}:${current}`];
  if (inputs.roundTrip === "last") return ["--last"];
  const base = baseOf(stage.environment);
  if (base !== null && await isCommit(stage, base)) return ["--since", base];
  const missing = base === null ? "this event names no base" : `git does not know ${base} here: fetch-depth: 0 of actions/checkout brings it`;
  story.notes.push(`round-trip: new fell back to last: ${missing}`);
  return ["--last"];
}
function baseOf({ GITHUB_BASE_REF, GITHUB_EVENT_PATH = "" }) {
  if (GITHUB_BASE_REF) return `origin/${GITHUB_BASE_REF}`;
  if (GITHUB_EVENT_PATH === "" || !existsSync3(GITHUB_EVENT_PATH)) return null;
  const { before } = JSON.parse(readFileSync4(GITHUB_EVENT_PATH, "utf8"));
  return typeof before === "string" && /[1-9a-f]/.test(before) ? before : null;
}
async function isCommit({ inputs }, ref) {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  return await program("git", args, { cwd: inputs.directory }).catch(() => 1) === 0;
}
function findingsOf(verified) {
  const { revision, message, path, result, reason, differences, lines } = verified;
  if (result === "ok") return [];
  const common = { revision, path };
  if (result === "irreversible") {
    const why = reason === void 0 || reason === "" ? "" : `: ${reason}`;
    return [
      finding(result, `${revision} ${message} cannot be taken back, as it says itself${why}`, {
        ...common,
        line: lines?.down ?? null
      })
    ];
  }
  const groups = /* @__PURE__ */ new Map();
  for (const one of differences) {
    const [kind, line] = [kindOf(one, result), lineOf(one, verified)];
    const group = groups.get(`${kind} ${line}`) ?? { kind, line, list: [] };
    groups.set(`${kind} ${line}`, { ...group, list: [...group.list, one] });
  }
  return [...groups.values()].map(
    ({ kind, line, list }) => finding(kind, `${revision} ${message}: ${sentence(list)}`, { ...common, line, remedy: REMEDY2[kind] ?? null })
  );
}
function kindOf({ kind, onlyWithRows }, result) {
  if (onlyWithRows) return "rows";
  if (result !== "up-failed") return result;
  return kind === "up" ? "up-failed" : kind === "down" ? "down-failed" : "residue";
}
var REMEDY2 = {
  rows: 'let up() make rows fit first; or leave "rows" out of fail-on, and prove it with rows of your own: windlass verify --data dump.sql'
};
function lineOf({ line }, { result, lines }) {
  if (result === "up-failed") return line ?? lines?.up ?? null;
  if (result !== "residue") return lines?.down ?? null;
  return line ?? lines?.down ?? null;
}
function sentence(list) {
  const more = list.length > SHOWN ? `; and ${list.length - SHOWN} more` : "";
  return `${list.slice(0, SHOWN).map(({ detail }) => detail).join("; ")}${more}`;
}

// src/action/stages/seeds.ts
import { readFileSync as readFileSync5 } from "node:fs";

// src/revisions/lexer.ts
var Unterminated = class extends Error {
  at;
  constructor(what, at) {
    super(`unterminated ${what}`);
    this.at = at;
  }
};
var SKIPPED = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|^#![^\n]*/y;
var STRING = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
var WORD = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y;
var NUMBER = /\d[\w.]*/y;
var REGEX = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
var REGEX_AFTER_WORD = /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield|instanceof)$/;
function* tokens(text2, from = 0) {
  let before = null;
  for (let at = from; at < text2.length; ) {
    const skipped = matched(SKIPPED, text2, at);
    if (skipped > 0) {
      at += skipped;
      continue;
    }
    const token = tokenAt(text2, at, before);
    yield token;
    before = token;
    at = token.end;
  }
}
function tokenAt(text2, at, before) {
  const character = text2.charAt(at);
  const token = (kind, length) => ({
    kind,
    text: text2.slice(at, at + length),
    start: at,
    end: at + length
  });
  if (character === '"' || character === "'") {
    const length = matched(STRING, text2, at);
    if (length === 0) throw new Unterminated("string", at);
    return token("string", length);
  }
  if (character === "`") return token("template", templateEnd(text2, at) - at);
  if (character === "/" && text2.charAt(at + 1) === "*") throw new Unterminated("comment", at);
  if (character === "/" && mayStartRegex(before)) return token("other", matched(REGEX, text2, at) || 1);
  const word = matched(WORD, text2, at);
  if (word > 0) return token("word", word);
  const number = matched(NUMBER, text2, at);
  return number > 0 ? token("other", number) : token("punctuation", 1);
}
function matched(pattern, text2, at) {
  pattern.lastIndex = at;
  return pattern.test(text2) ? pattern.lastIndex - at : 0;
}
function mayStartRegex(before) {
  if (before === null) return true;
  if (before.kind === "word") return REGEX_AFTER_WORD.test(before.text);
  return before.kind === "punctuation" && !/[)\]}]/.test(before.text);
}
function templateEnd(text2, start) {
  for (let at = start + 1; at < text2.length; at += 1) {
    const character = text2.charAt(at);
    if (character === "\\") at += 1;
    else if (character === "`") return at + 1;
    else if (character === "$" && text2.charAt(at + 1) === "{") at = holeEnd(text2, at + 2);
  }
  throw new Unterminated("template", start);
}
function holeEnd(text2, start) {
  let depth = 1;
  for (const { text: piece, start: at } of tokens(text2, start)) {
    if (piece === "{") depth += 1;
    if (piece === "}") depth -= 1;
    if (depth === 0) return at;
  }
  throw new Unterminated("template", start - 2);
}

// src/revisions/header.ts
function lineAt(text2, offset) {
  return text2.slice(0, offset).split("\n").length;
}

// src/revisions/function-lines.ts
function functionLines(text2, names) {
  const found2 = {};
  const before = [];
  const around = [];
  const look = (next) => {
    const last = before.at(-1);
    const name = names.find((one) => one === last?.text.replace(/^['"]|['"]$/g, ""));
    if (name === void 0 || last === void 0 || around.length > 1) return;
    if (declares(before, next, around[0] ?? null)) found2[name] ??= lineAt(text2, last.start);
  };
  try {
    for (const token of tokens(text2)) {
      look(token);
      if ("([{".includes(token.text))
        around.push(token.text === "{" && /^(?:=|default|\()$/.test(before.at(-1)?.text ?? ""));
      if (")]}".includes(token.text)) around.pop();
      before.push(token);
    }
  } catch (error2) {
    if (!(error2 instanceof Unterminated)) throw error2;
  }
  return found2;
}
function declares(before, { text: next }, inObject) {
  const [first, second = ""] = [before.at(-3)?.text, before.at(-2)?.text];
  if (inObject === true) return /^(?:async|[{,*])$/.test(second) && (next === "(" || next === ":");
  if (inObject === false) return false;
  if (second === ".") return first === "exports" && next === "=";
  if (second === "function" || second === "*") return next === "(";
  return /^(?:const|let|var)$/.test(second) && (next === "=" || next === ":");
}

// src/action/stages/seeds.ts
async function seed({ inputs, story, demand }) {
  const behind = inputs.target === null && inputs.steps === null ? [] : ["--allow-behind"];
  const { seeds } = await demand(["seed", "--check", ...behind]);
  story.findings.push(...seeds.filter(({ result }) => result === "not-idempotent").map(notIdempotent));
  if (seeds.length === 0) return;
  story.seeds.push(...(await demand(["seed", ...behind])).seeds);
}
function notIdempotent({ seed: name, path, differences }) {
  const what = differences.map(({ table: table2, detail }) => table2 === null ? detail : `${table2}: ${detail}`).join("; ");
  const message = `the seed ${name} is not idempotent: its second run changes rows (${what})`;
  return finding("seed", message, {
    path,
    line: lineOf2(path),
    remedy: "give its rows a key: op.upsert(table, rows, { key })"
  });
}
function lineOf2(path) {
  if (!/\.[cm]?[jt]s$/.test(path)) return 1;
  const { run, up } = functionLines(readFileSync5(path, "utf8"), ["run", "up"]);
  return run ?? up ?? 1;
}

// src/action/commands.ts
var ACTION_COMMANDS = {
  /*
   * The proof comes from a scratch database: only there are rows that a down could lose, and what it finds harms nothing. Then the database itself goes down one and
   * up again, with real commits, which no trial in a transaction can stand for. In this order a revision that is proved wrong is never taken back here.
   */
  "round-trip": async (stage) => {
    const targets = targetsUp(stage);
    await begin(stage);
    await upgrade(stage, targets);
    const proved = await prove(stage);
    await backAndForth(stage, proved, targets);
    if (stage.inputs.seed) await seed(stage);
    await compare(stage);
    await conclude(stage, { judge: stage.inputs.target === null && stage.inputs.steps === null });
  },
  upgrade: async (stage) => {
    await begin(stage);
    await upgrade(stage, targetsUp(stage));
    await conclude(stage, { judge: false });
  },
  downgrade: async (stage) => {
    const { target, steps } = stage.inputs;
    await begin(stage);
    await downgrade(stage, target ?? `-${steps ?? 1}`);
    await conclude(stage, { judge: false });
  },
  verify: async (stage) => {
    await begin(stage);
    await prove(stage, stage.inputs.target);
  },
  check: async (stage) => {
    await begin(stage);
    await compare(stage);
    await conclude(stage, { judge: true });
  },
  status: async (stage) => {
    await begin(stage);
    await conclude(stage, { judge: true });
  },
  seed: async (stage) => {
    await begin(stage);
    await seed(stage);
  },
  sql: async (stage) => {
    const file = join2(stage.folder, "upgrade.sql");
    const range = stage.inputs.target === null ? [] : [stage.inputs.target];
    await begin(stage);
    await stage.demand(["upgrade", "--sql", ...range, "--output", file]);
    stage.story.scriptFile = file;
    stage.story.script = readFileSync6(file, "utf8");
  }
};
function targetsUp({ inputs: { target, steps } }) {
  if (steps !== null) return [`+${steps}`];
  return target === null ? [] : target.split(/\s+/);
}

// src/action/in-inputs.ts
function inInputs(outcome, words) {
  const findings = outcome.findings.map(({ message, remedy, ...rest }) => ({
    ...rest,
    message: said(message, words),
    remedy: remedy === null ? null : said(remedy, words)
  }));
  return { ...outcome, findings };
}
function said(text2, { urlGiven, workspace }) {
  const inputs = text2.replaceAll(`${workspace}/`, "").replace(/--wait\b(?: \d\w*)?/g, "the input wait-timeout").replace(/--lock-timeout\b(?: \d\w*)?/g, "the input lock-timeout").replace(/--scratch (\S+)/g, "WINDLASS_SCRATCH: $1 in the env of the step");
  if (!urlGiven && inputs === "npm install sqlite3") return `${inputs}, or name the database: the input database-url`;
  return urlGiven ? inputs.replace(/\b(?:WINDLASS|DATABASE)_URL\b/g, "the input database-url") : inputs;
}

// src/action/outcome.ts
function outcomeOf(story, failOn) {
  const warned = story.warnings.map((message) => finding("warning", message));
  const findings = [...story.findings, ...warned].map((one) => ({ ...one, fails: fails(one, failOn) }));
  const first = findings.find((one) => one.fails && one.kind === "error") ?? findings.find((one) => one.fails);
  const order = new Map(story.history.map(({ revision }, index) => [revision, index]));
  const revisions2 = [...story.revisions.values()].toSorted(
    (one, other) => (order.get(other.revision) ?? -1) - (order.get(one.revision) ?? -1)
  );
  return { ok: first === void 0, code: first?.code ?? null, exitCode: first?.exitCode ?? 0, revisions: revisions2, findings };
}

// src/action/outputs.ts
var MOST_REVISIONS = 500;
var MOST_FINDINGS = 100;
var LONGEST2 = 2e3;
function outputsOf({ story, outcome, files }, place) {
  const { before, after } = story;
  const list = (ids) => ids?.join(",") ?? "";
  return {
    "current-revision": list(after?.current),
    "expected-revision": list(after?.heads),
    "previous-revision": list(before?.current),
    "applied-count": String(story.applied),
    "reverted-count": String(story.reverted),
    "pending-count": after === null ? "" : String(after.pending.length),
    "migrations-current": String(after?.upToDate ?? false),
    result: JSON.stringify(short(outcome, place)),
    "summary-file": files.summary,
    "report-file": files.report,
    "sql-file": files.sql ?? ""
  };
}
function short({ ok, code: code2, exitCode, revisions: revisions2, findings }, place) {
  return {
    ok,
    code: code2,
    exitCode,
    revisions: revisions2.slice(-MOST_REVISIONS).map(({ revision, message, result, legs }) => ({ revision, message, result, ...legs })),
    findings: findings.slice(0, MOST_FINDINGS).map(({ sql: _sql, message, remedy, path, ...rest }) => ({
      ...rest,
      remedy: remedy === null ? null : withoutUrls(remedy),
      path: path === null ? null : place(path) ?? path,
      message: withoutUrls(message).slice(0, LONGEST2)
    }))
  };
}
function withoutUrls(text2) {
  return text2.replace(/\bpostgres(?:ql)?:\/\/(?:[^\s/@]*@)?/gi, "");
}

// src/action/places.ts
import { existsSync as existsSync4, realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
function inRepository(path, { workspace, directory }) {
  const real = (file) => existsSync4(file) ? realpathSync(file) : file;
  const shown = relative(real(workspace), real(resolve(directory, path)));
  return shown.startsWith("..") || isAbsolute(shown) ? null : shown.split(sep).join("/");
}

// src/action/story.ts
var Story = class {
  findings = [];
  calls = [];
  /** What a reviewer should know and nobody has to mend. */
  notes = [];
  /** What the command line has warned of. */
  warnings = [];
  /** What the command line warns of whatever it does: that the input is used in place of the configured URL, for example. */
  usual = /* @__PURE__ */ new Set();
  revisions = /* @__PURE__ */ new Map();
  seeds = [];
  /** Where the database stood when the step began, and stands; null: not known. */
  before = null;
  after = null;
  applied = 0;
  reverted = 0;
  /** What `sql` has written, and where. */
  scriptFile = null;
  script = null;
  #entries = /* @__PURE__ */ new Map();
  /** All revisions, newest first; empty: they could not be read. */
  get history() {
    return [...this.#entries.values()];
  }
  set history(entries) {
    this.#entries = new Map(entries.map((entry) => [entry.revision, entry]));
  }
  /** Notes warnings of the command line, each once. */
  warn(messages) {
    for (const message of messages)
      if (!this.usual.has(message) && !this.warnings.includes(message)) this.warnings.push(message);
  }
  /** The entry of a revision, made where there is none yet. */
  revision(id) {
    const known = this.revisions.get(id);
    if (known !== void 0) return known;
    const { message = "", path = null } = this.#entries.get(id) ?? {};
    const made = { revision: id, message, path, result: "unfinished", legs: {}, sql: [] };
    this.revisions.set(id, made);
    return made;
  }
};

// src/action/graph.ts
var MOST_NODES = 40;
function historyGraph(history, told) {
  const own = new Map(told.map((one) => [one.revision, one]));
  const entries = history.filter(({ revision }) => own.has(revision)).toReversed();
  const around = new Set(entries.flatMap(({ revision, parents, dependsOn }) => [revision, ...parents, ...dependsOn]));
  if (entries.length === 0 || around.size > MOST_NODES) return null;
  const ids = new Map([...around].map((revision, index) => [revision, `r${index}`]));
  const lines = [...around].map((revision) => {
    const { message = "" } = history.find((entry) => entry.revision === revision) ?? {};
    const result = own.get(revision)?.result;
    return `  ${ids.get(revision)}["${label(revision, message)}"]:::${result === void 0 ? "old" : GOOD.has(result) ? "good" : "bad"}`;
  });
  const edges = entries.flatMap(({ revision, parents, dependsOn }) => [
    ...parents.map((parent) => `  ${ids.get(parent)} --> ${ids.get(revision)}`),
    ...dependsOn.map((need) => `  ${ids.get(need)} -.-> ${ids.get(revision)}`)
  ]);
  return ["graph LR", ...lines, ...edges, ...STYLES].join("\n");
}
var GOOD = /* @__PURE__ */ new Set(["ok", "irreversible", "applied", "reverted"]);
var STYLES = [
  "  classDef good stroke:#1a7f37,stroke-width:2px",
  "  classDef bad stroke:#cf222e,stroke-width:3px",
  "  classDef old stroke-dasharray:4 3"
];
function label(revision, message) {
  const words = (text2) => text2.replace(/[\r\n]+/g, " ").replace(/["#<>&`\\]/g, (character) => `#${character.charCodeAt(0)};`);
  return message === "" || message === revision ? words(revision) : `${words(revision)}<br/>${words(message)}`;
}

// src/action/markdown.ts
function plain(text2) {
  return onOneLine(text2).replace(
    /[\\`*{}[\]<>|~#]|(?<!\w)_|_(?!\w)/g,
    (character) => ENTITIES[character] ?? `\\${character}`
  );
}
var onOneLine = (text2) => text2.replace(/[\r\n]+/g, " ").replace(/@(?=\w)/g, "@​");
var ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;" };
function html(text2) {
  return onOneLine(text2).replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}
function code(text2) {
  const line = text2.replace(/[\r\n]+/g, " ").replaceAll("|", "\\|");
  const fence = "`".repeat(longestRun(line) + 1);
  return line.includes("`") ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}
function fold(title2, language, pieces) {
  const fence = "`".repeat(Math.max(3, ...pieces.map((piece) => longestRun(piece) + 1)));
  return {
    head: `<details><summary>${title2}</summary>

${fence}${language}
`,
    rows: pieces.map((piece) => `${piece}
`),
    foot: `${fence}

</details>

`
  };
}
function table(titles, rows) {
  const row = (cells) => `| ${cells.join(" | ")} |
`;
  return { head: `${row(titles)}|${"---|".repeat(titles.length)}
`, rows: rows.map(row), foot: "\n" };
}
function text(words) {
  return { head: `${words}

`, rows: [], foot: "" };
}
function fitted(sections, mostBytes, leftOut) {
  const room = mostBytes - Buffer.byteLength(leftOut(Number.MAX_SAFE_INTEGER));
  const kept = [];
  let used = 0;
  let missing = 0;
  for (const { head, rows, foot } of sections) {
    const frame = Buffer.byteLength(head) + Buffer.byteLength(foot);
    if (missing > 0 || used + frame > room) {
      missing += Math.max(rows.length, 1);
      continue;
    }
    let fits = 0;
    let bytes = frame;
    for (const row of rows) {
      const more = Buffer.byteLength(row);
      if (used + bytes + more > room) break;
      bytes += more;
      fits += 1;
    }
    missing += rows.length - fits;
    if (rows.length > 0 && fits === 0) continue;
    used += bytes;
    kept.push(head, ...rows.slice(0, fits), foot);
  }
  return missing === 0 ? kept.join("") : `${kept.join("")}${leftOut(missing)}`;
}
function longestRun(text2) {
  return Math.max(0, ...[...text2.matchAll(/`+/g)].map(([run]) => run.length));
}

// src/action/summary.ts
var MOST_BYTES = 1e6;
function summaryOf(told) {
  const { outcome, story } = told;
  const shown = reviewed(outcome.revisions);
  const older = outcome.revisions.length - shown.length;
  const graph = historyGraph(story.history, shown);
  const mild = outcome.findings.filter(({ kind, fails: fails2 }) => kind === "warning" && !fails2);
  const notes = [
    ...story.notes,
    ...graph === null && shown.length > 0 ? [`the graph of ${shown.length} revisions is left out: nobody could read it`] : [],
    ...mild.map(({ message }) => message)
  ];
  const sections = [
    text(`### ${title(told)}`),
    text(position(told)),
    ...found(told),
    ...revisions(shown),
    ...older === 0 ? [] : [text(`${older} older ${older === 1 ? "one" : "ones"} ran, too: see the output \`report-file\`.`)],
    ...graph === null ? [] : [text(`\`\`\`mermaid
${graph}
\`\`\``)],
    ...story.seeds.length === 0 ? [] : [text(`Seeds: ${story.seeds.map(({ seed: seed2, outcome: how }) => `${code(seed2)} ${how}`).join(", ")}`)],
    ...notes.length === 0 ? [] : [text(notes.map((note) => `- ${plain(note)}`).join("\n"))],
    ...outcome.findings.filter(({ sql }) => sql !== "").map(({ message, sql }) => fold(`What would mend it: ${html(message)}`, "sql", sql.split("\n"))),
    ...shown.filter(({ sql }) => sql.length > 0).map(sqlOf),
    ...story.script === null ? [] : [fold("The script", "sql", story.script.trimEnd().split("\n"))]
  ];
  return fitted(
    sections,
    MOST_BYTES,
    (rows) => `
${rows} more lines have no room here: they are in the output \`report-file\`.
`
  );
}
var NAMES = {
  "round-trip": "round trip",
  upgrade: "upgrade",
  downgrade: "downgrade",
  verify: "verify",
  check: "check",
  status: "status",
  seed: "seed",
  sql: "SQL"
};
function title({ command, outcome }) {
  const name = `Windlass ${NAMES[command]}`;
  if (outcome.ok) return `✅ ${name}`;
  if (outcome.code === "INTERRUPTED") return `⏹️ ${name}: cancelled`;
  const kinds = new Set(
    outcome.findings.filter(({ fails: fails2 }) => fails2).map(({ kind, code: word }) => kind === "error" ? word : kind)
  );
  return `❌ ${name}: ${[...kinds].join(", ")}`;
}
function position({ story, tool, durationMs }) {
  const { before, after, applied, reverted } = story;
  const at = (ids) => ids === void 0 ? "not known" : ids.length === 0 ? "base" : ids.map(code).join(", ");
  const head = before === null ? "Where the database stands is not known" : `Head ${at(before.current)} → ${at(after?.current)}`;
  const pending = after === null || after.pending.length === 0 ? "" : `, ${after.pending.length} pending`;
  const ran = applied + reverted === 0 ? "" : ` · ${applied} up, ${reverted} down`;
  return `${head}${pending}${ran} · ${seconds(durationMs)}${tool === null ? "" : ` · ${plain(tool)}`}`;
}
function found({ outcome, place }) {
  const told = outcome.findings.filter(({ kind, fails: fails2 }) => fails2 || kind !== "warning");
  if (told.length === 0) return [];
  const rows = told.map(({ fails: fails2, kind, code: word, message, remedy, path, line }) => {
    const file = path === null ? null : place(path) ?? path;
    const where = file === null ? "" : code(line === null ? file : `${file}:${line}`);
    return [
      `${fails2 ? "❌" : "⚠️"} ${kind === "error" ? word : kind}`,
      where,
      `${plain(message)}${remedy === null ? "" : `<br>→ ${plain(remedy)}`}`
    ];
  });
  return [table(["", "where", "what"], rows)];
}
var RAN2 = /* @__PURE__ */ new Set(["applied", "reverted"]);
function reviewed(told) {
  const own = told.filter(({ result }) => !RAN2.has(result));
  return own.length === 0 ? told : own;
}
function revisions(told) {
  if (told.length === 0) return [];
  const legs = LEG_TITLES.filter(([leg]) => told.some((one) => one.legs[leg] !== void 0));
  const rows = told.map(({ revision, message, result, legs: times }) => [
    code(revision),
    plain(message),
    ...legs.map(([leg]) => milliseconds(times[leg])),
    `${MARKS[result] ?? "❌"} ${result}`
  ]);
  return [table(["revision", "", ...legs.map(([, title2]) => title2), "result"], rows)];
}
var LEG_TITLES = [
  ["up", "up"],
  ["down", "down"],
  ["again", "up again"]
];
var MARKS = {
  ok: "✅",
  applied: "✅",
  reverted: "↩️",
  irreversible: "⚠️"
};
var milliseconds = (value) => value === void 0 ? "" : `${value} ms`;
var seconds = (ms) => `${(ms / 1e3).toFixed(1)} s`;
function sqlOf({ revision, message, sql }) {
  const title2 = `SQL of <code>${html(revision)}</code> ${html(message)}`;
  return fold(
    title2,
    "sql",
    sql.map((statement) => `${statement.replace(/;\s*$/, "")};`)
  );
}

// src/action/main.ts
async function main() {
  const startedMs = performance.now();
  const given = grounds();
  const stopping = new Stopping(given.temporary);
  const story = new Story();
  const folder = mkdtempSync(join3(given.temporary, "windlass-"));
  let inputs = null;
  let tool = null;
  try {
    inputs = readInputs(getInput, given.workspace);
    refuseMemory(given.environment);
    tool = await findTool(inputs.directory, getInput("working-directory"), BUNDLED);
    info(
      `windlass ${tool.version} (${tool.from === "workspace" ? "of the project" : "of the Action"}) with ${tool.node}`
    );
    if (given.unnamed)
      story.notes.push(
        "no database is named (the input database-url, or DATABASE_URL): this ran on a SQLite file of the job"
      );
    await perform(inputs, { story, folder, given, calling: callingOf(given, inputs, { tool, stopping }) });
  } catch (thrown) {
    const known = isMigratorError(thrown) ? thrown : new Internal(`this is a bug of the Action: ${sentenceOf(thrown)}`, "report it", { cause: thrown });
    story.findings.push(
      errorFinding({ code: known.code, message: known.message, remedy: known.remedy }, known.exitCode)
    );
  }
  report({ given, inputs, tool, story, folder, durationMs: performance.now() - startedMs });
}
function refuseMemory({ WINDLASS_URL = "", DATABASE_URL = "" }) {
  const url = WINDLASS_URL || DATABASE_URL;
  if (/^sqlite3?:.*(?::memory:|mode=memory)/i.test(url))
    throw new Usage(
      `"${url}" is another empty database in each call of the command line`,
      "leave database-url out, or name a file: sqlite:/tmp/app.db"
    );
}
var OUT_OF_REACH = /* @__PURE__ */ new Set(["UNREACHABLE", "AUTH"]);
async function perform(inputs, { story, folder, given, calling }) {
  const stage = stageOf({ inputs, story, folder, environment: given.environment }, calling);
  try {
    await ACTION_COMMANDS[inputs.command](stage);
  } catch (thrown) {
    if (!(thrown instanceof Ended)) throw thrown;
    const lost = story.findings.some(({ code: code2 }) => OUT_OF_REACH.has(code2)) || story.before === null;
    if (lost) return;
    if (calling.stopping.signal !== null) story.after = await standing(inputs, calling);
    else await conclude(stage, { judge: false }).catch(() => void 0);
  }
}
async function standing(inputs, calling) {
  return (await askStanding(calling, inputs, ["--wait", "1s", "--lock-timeout", "1s"])).document;
}
function report({ given, inputs, tool, story, folder, durationMs }) {
  const { workspace, summaryFile } = given;
  const outcome = inInputs(outcomeOf(story, inputs?.failOn ?? /* @__PURE__ */ new Set()), {
    urlGiven: getInput("database-url") !== "",
    workspace
  });
  const place = (path) => inRepository(path, { workspace, directory: inputs?.directory ?? workspace });
  const shownTool = tool === null ? null : `windlass ${tool.version} ${tool.from === "workspace" ? "of the project" : "of the Action"}`;
  const told = {
    command: inputs?.command ?? commandOf(getInput("command")),
    outcome,
    story,
    tool: shownTool,
    durationMs,
    place
  };
  const hide = (text2) => given.secrets.reduce((masked, secret) => masked.replaceAll(secret, "***"), text2);
  const summary = hide(summaryOf(told));
  const files = leaveFiles(folder, { story, outcome, summary }, hide);
  for (const [name, value] of Object.entries(outputsOf({ story, outcome, files }, place))) setOutput(name, hide(value));
  const wanted = inputs?.summary ?? "always";
  if (wanted === "always" || wanted === "failure" && !outcome.ok) appendSummary(summaryFile, summary);
  for (const annotation of annotationsOf(outcome, inputs?.maxAnnotations ?? 1, place)) annotate(annotation, hide);
  say(outcome, hide);
  saveState("ended", outcome.code === "INTERRUPTED" ? "cancelled" : "done");
  process.exitCode = outcome.exitCode;
}
function annotate({ level, title: title2, message, file, line }, hide) {
  const how = { error, warning, notice }[level];
  how(hide(message), { title: title2, ...file !== null && { file }, ...line !== null && { startLine: line } });
}
function say({ ok, findings, code: code2, exitCode }, hide) {
  for (const { kind, message, fails: fails2 } of findings)
    info(hide(`${fails2 ? "✗" : "!"} ${kind}: ${message.replaceAll("\n", " ")}`));
  info(ok ? "✓ everything is as it should be" : `✗ ${code2} (exit ${exitCode})`);
}

// src/action/index.ts
await main();
process.stdout.write("", () => process.exit());
